/**
 * Volumes and label maps on voxel grids, and the pure functions over them: reorient, resample,
 * crop, normalise, patch.
 *
 * <p>Array axes are x, y, z = 0, 1, 2; voxels are stored in C order, so index = (x * ny + y) * nz +
 * z. Affines map voxel indices to world coordinates in RAS+ mm.
 */
package io.twinbeam.model.volume;
