package io.twinbeam.model.format;

import io.twinbeam.model.volume.VoxelGrid;
import java.nio.ByteOrder;

/**
 * How a file stores its voxels.
 *
 * @param grid shape and affine; not yet checked
 * @param type how one voxel is stored
 * @param order the byte order of a voxel
 * @param slope stored values are multiplied by this
 * @param intercept then this is added
 */
record VoxelLayout(
    VoxelGrid grid, NiftiType type, ByteOrder order, double slope, double intercept) {

  /** A layout whose stored values are the intensities. */
  static VoxelLayout unscaled(VoxelGrid grid, NiftiType type, ByteOrder order) {
    return new VoxelLayout(grid, type, order, 1, 0);
  }

  /** Bytes of voxel data; right for a grid that passed its check. */
  long dataBytes() {
    return grid.shape().voxels() * type.bytes();
  }
}
