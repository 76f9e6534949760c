package io.twinbeam.model.format;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;

/**
 * A file put together by hand whose fields can be overwritten, its voxels at the end.
 *
 * @param <S> the class itself, so that calls can be chained
 */
public abstract class FieldBytes<S extends FieldBytes<S>> {

  private final ByteBuffer bytes;
  private final int voxelOffset;

  FieldBytes(ByteBuffer bytes, int voxelOffset) {
    this.bytes = bytes;
    this.voxelOffset = voxelOffset;
  }

  abstract S self();

  ByteBuffer bytes() {
    return bytes;
  }

  public S int8(int at, int value) {
    bytes.put(at, (byte) value);
    return self();
  }

  public S int16(int at, int value) {
    bytes.putShort(at, (short) value);
    return self();
  }

  public S int32(int at, int value) {
    bytes.putInt(at, value);
    return self();
  }

  /** Float32 voxels 0, 1, 2 ... in file order. */
  S count() {
    for (int n = 0; n < 24; n++) {
      voxels().putFloat(4 * n, n);
    }
    return self();
  }

  /** The voxel bytes, in the file's order. */
  public ByteBuffer voxels() {
    return bytes.slice(voxelOffset, bytes.capacity() - voxelOffset).order(bytes.order());
  }

  public byte[] toArray() {
    byte[] copy = new byte[bytes.capacity()];
    bytes.get(0, copy);
    return copy;
  }

  public ByteArrayInputStream stream() {
    return new ByteArrayInputStream(toArray());
  }
}
