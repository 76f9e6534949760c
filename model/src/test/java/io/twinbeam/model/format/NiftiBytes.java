package io.twinbeam.model.format;

import java.io.ByteArrayInputStream;
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
public final class NiftiBytes {

  static final int[] SHAPE = {2, 3, 4};

  private final ByteBuffer bytes;

  private NiftiBytes(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static NiftiBytes of(NiftiType type, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(352 + 24 * type.bytes()).order(order);
    NiftiBytes file = new NiftiBytes(bytes);
    bytes.putInt(0, 348);
    file.dims(3, 2, 3, 4, 1, 1, 1, 1);
    file.int16(70, type.code()).int16(72, type.bytes() * 8);
    file.floats(76, 1, 1, 1, 1).floats(108, 352, 1, 0);
    bytes.put(344, (byte) 'n').put(345, (byte) '+').put(346, (byte) '1');
    return file;
  }

  /** A float32, little-endian file whose voxels are 0, 1, 2 ... in file order. */
  public static NiftiBytes counting() {
    NiftiBytes file = of(NiftiType.FLOAT32, ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < 24; n++) {
      file.voxels().putFloat(4 * n, n);
    }
    return file;
  }

  public NiftiBytes dims(int... dims) {
    for (int n = 0; n < dims.length; n++) {
      int16(40 + 2 * n, dims[n]);
    }
    return this;
  }

  public NiftiBytes int8(int at, int value) {
    bytes.put(at, (byte) value);
    return this;
  }

  public NiftiBytes int16(int at, int value) {
    bytes.putShort(at, (short) value);
    return this;
  }

  public NiftiBytes int32(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  public NiftiBytes floats(int at, double... values) {
    for (int n = 0; n < values.length; n++) {
      bytes.putFloat(at + 4 * n, (float) values[n]);
    }
    return this;
  }

  /** The voxel bytes, in the file's order. */
  public ByteBuffer voxels() {
    return bytes.slice(352, bytes.capacity() - 352).order(bytes.order());
  }

  public byte[] toArray() {
    byte[] copy = new byte[bytes.capacity()];
    bytes.get(0, copy);
    return copy;
  }

  public ByteArrayInputStream stream() {
    return new ByteArrayInputStream(toArray());
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
