package io.twinbeam.model.format;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A NIfTI-2 file put together by hand: a valid 2 x 3 x 4 header whose fields can be replaced. */
final class Nifti2Bytes {

  static final int OFFSET = 544;

  private final ByteBuffer bytes;

  private Nifti2Bytes(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static Nifti2Bytes of(NiftiType type, ByteOrder order) {
    Nifti2Bytes file =
        new Nifti2Bytes(ByteBuffer.allocate(OFFSET + 24 * type.bytes()).order(order));
    file.int32(0, 540).dims(3, 2, 3, 4, 1, 1, 1, 1).int64(168, OFFSET);
    byte[] magic = {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'};
    file.bytes.put(4, magic);
    file.int16(12, type.code()).int16(14, type.bytes() * 8);
    return file.doubles(104, 1, 1, 1, 1).doubles(176, 1, 0);
  }

  /** A float32, little-endian file whose voxels are 0, 1, 2 ... in file order. */
  static Nifti2Bytes counting() {
    Nifti2Bytes file = of(NiftiType.FLOAT32, ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < 24; n++) {
      file.bytes.putFloat(OFFSET + 4 * n, n);
    }
    return file;
  }

  Nifti2Bytes dims(long... dims) {
    for (int n = 0; n < dims.length; n++) {
      int64(16 + 8 * n, dims[n]);
    }
    return this;
  }

  Nifti2Bytes int8(int at, int value) {
    bytes.put(at, (byte) value);
    return this;
  }

  Nifti2Bytes int16(int at, int value) {
    bytes.putShort(at, (short) value);
    return this;
  }

  Nifti2Bytes int32(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  Nifti2Bytes int64(int at, long value) {
    bytes.putLong(at, value);
    return this;
  }

  Nifti2Bytes doubles(int at, double... values) {
    for (int n = 0; n < values.length; n++) {
      bytes.putDouble(at + 8 * n, values[n]);
    }
    return this;
  }

  ByteBuffer voxels() {
    return bytes.slice(OFFSET, bytes.capacity() - OFFSET).order(bytes.order());
  }

  byte[] toArray() {
    byte[] copy = new byte[bytes.capacity()];
    bytes.get(0, copy);
    return copy;
  }

  ByteArrayInputStream stream() {
    return new ByteArrayInputStream(toArray());
  }
}
