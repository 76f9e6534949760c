package io.twinbeam.model.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A NIfTI-2 file put together by hand: a valid 2 x 3 x 4 header whose fields can be replaced. */
final class Nifti2Bytes extends FieldBytes<Nifti2Bytes> {

  static final int OFFSET = 544;

  private Nifti2Bytes(ByteBuffer bytes) {
    super(bytes, OFFSET);
  }

  static Nifti2Bytes of(NiftiType type, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(OFFSET + 24 * type.bytes()).order(order);
    bytes.put(4, new byte[] {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'});
    return new Nifti2Bytes(bytes)
        .int32(0, 540)
        .dims(3, 2, 3, 4, 1, 1, 1, 1)
        .int64(168, OFFSET)
        .int16(12, type.code())
        .int16(14, type.bytes() * 8)
        .doubles(104, 1, 1, 1, 1)
        .doubles(176, 1, 0);
  }

  /** A float32, little-endian file whose voxels are 0, 1, 2 ... in file order. */
  static Nifti2Bytes counting() {
    return of(NiftiType.FLOAT32, ByteOrder.LITTLE_ENDIAN).count();
  }

  @Override
  Nifti2Bytes self() {
    return this;
  }

  Nifti2Bytes dims(long... dims) {
    for (int n = 0; n < dims.length; n++) {
      int64(16 + 8 * n, dims[n]);
    }
    return this;
  }

  Nifti2Bytes int64(int at, long value) {
    bytes().putLong(at, value);
    return this;
  }

  Nifti2Bytes doubles(int at, double... values) {
    for (int n = 0; n < values.length; n++) {
      bytes().putDouble(at + 8 * n, values[n]);
    }
    return this;
  }
}
