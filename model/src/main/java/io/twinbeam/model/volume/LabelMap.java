package io.twinbeam.model.volume;

import java.util.Arrays;

/**
 * A class id per voxel, 0 = background, in C order. Ids run from 0 to 255 and are stored as
 * unsigned bytes. Holds its array without copying: do not change it.
 */
public final class LabelMap {

  /** The highest class id that a label map can hold. */
  public static final int MAX_CLASS = 255;

  private final VoxelGrid grid;
  private final byte[] voxels;

  /**
   * @param grid where the voxels lie
   * @param voxels one unsigned class id per voxel, C order (x slowest)
   */
  public LabelMap(VoxelGrid grid, byte[] voxels) {
    if (voxels.length != grid.shape().voxels()) {
      throw new IllegalArgumentException(
          "a label map of shape "
              + grid.shape()
              + " takes "
              + grid.shape().voxels()
              + " voxels, got "
              + voxels.length);
    }
    this.grid = grid;
    this.voxels = voxels;
  }

  public VoxelGrid grid() {
    return grid;
  }

  public GridShape shape() {
    return grid.shape();
  }

  /** The backing array itself, unsigned ids in C order. */
  public byte[] voxels() {
    return voxels;
  }

  public int at(int i, int j, int k) {
    return voxels[grid.shape().index(i, j, k)] & 0xff;
  }

  /** Voxels per class id; the length is one more than the highest id that occurs. */
  public long[] counts() {
    long[] all = new long[MAX_CLASS + 1];
    int highest = 0;
    for (byte voxel : voxels) {
      int id = voxel & 0xff;
      all[id]++;
      highest = Math.max(highest, id);
    }
    return Arrays.copyOf(all, highest + 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelMap that
        && grid.equals(that.grid)
        && Arrays.equals(voxels, that.voxels);
  }

  @Override
  public int hashCode() {
    return 31 * grid.hashCode() + Arrays.hashCode(voxels);
  }

  @Override
  public String toString() {
    return "LabelMap[" + grid + "]";
  }
}
