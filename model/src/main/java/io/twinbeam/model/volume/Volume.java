package io.twinbeam.model.volume;

import java.util.Arrays;

/** Intensities on a voxel grid, in C order. Holds its array without copying: do not change it. */
public final class Volume {

  private final VoxelGrid grid;
  private final float[] voxels;

  /**
   * @param grid where the voxels lie
   * @param voxels one intensity per voxel, C order (x slowest)
   */
  public Volume(VoxelGrid grid, float[] voxels) {
    if (voxels.length != grid.shape().voxels()) {
      throw new IllegalArgumentException(
          "a volume of shape "
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

  /** The backing array itself, C order. */
  public float[] voxels() {
    return voxels;
  }

  public float at(int i, int j, int k) {
    return voxels[grid.shape().index(i, j, k)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Volume that
        && grid.equals(that.grid)
        && Arrays.equals(voxels, that.voxels);
  }

  @Override
  public int hashCode() {
    return 31 * grid.hashCode() + Arrays.hashCode(voxels);
  }

  @Override
  public String toString() {
    return "Volume[" + grid + "]";
  }
}
