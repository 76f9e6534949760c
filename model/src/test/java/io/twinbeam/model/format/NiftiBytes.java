package io.twinbeam.model.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/**
 * A NIfTI-1 file put together by hand, apart from the writer under test: a valid 2 x 3 x 4 header
 * with 1 mm voxels at first, any field of which can then be overwritten.
 */
public final class NiftiBytes extends FieldBytes<NiftiBytes> {

  static final int[] SHAPE = {2, 3, 4};
  private static final int OFFSET = 352;

  private NiftiBytes(ByteBuffer bytes) {
    super(bytes, OFFSET);
  }

  static NiftiBytes of(NiftiType type, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(OFFSET + 24 * type.bytes()).order(order);
    bytes.put(344, (byte) 'n').put(345, (byte) '+').put(346, (byte) '1');
    return new NiftiBytes(bytes)
        .int32(0, 348)
        .dims(3, 2, 3, 4, 1, 1, 1, 1)
        .int16(70, type.code())
        .int16(72, type.bytes() * 8)
        .floats(76, 1, 1, 1, 1)
        .floats(108, OFFSET, 1, 0);
  }

  /** A float32, little-endian file whose voxels are 0, 1, 2 ... in file order. */
  public static NiftiBytes counting() {
    return of(NiftiType.FLOAT32, ByteOrder.LITTLE_ENDIAN).count();
  }

  @Override
  NiftiBytes self() {
    return this;
  }

  public NiftiBytes dims(int... dims) {
    for (int n = 0; n < dims.length; n++) {
      int16(40 + 2 * n, dims[n]);
    }
    return this;
  }

  public NiftiBytes floats(int at, double... values) {
    for (int n = 0; n < values.length; n++) {
      bytes().putFloat(at + 4 * n, (float) values[n]);
    }
    return this;
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
