package io.twinbeam.model.volume;

import io.twinbeam.model.random.CounterRandom;

/** Small volumes and label maps for tests. */
final class Volumes {

  private Volumes() {}

  /** A function of the voxel index. */
  interface Formula {
    double at(double i, double j, double k);
  }

  static Volume of(VoxelGrid grid, Formula formula) {
    GridShape shape = grid.shape();
    float[] voxels = new float[(int) shape.voxels()];
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        for (int k = 0; k < shape.z(); k++) {
          voxels[shape.index(i, j, k)] = (float) formula.at(i, j, k);
        }
      }
    }
    return new Volume(grid, voxels);
  }

  /** The formula takes world mm instead of voxel indices. */
  static Volume ofWorld(VoxelGrid grid, Formula formula) {
    return of(
        grid,
        (i, j, k) -> {
          double[] mm = grid.affine().apply(i, j, k);
          return formula.at(mm[0], mm[1], mm[2]);
        });
  }

  static Volume random(VoxelGrid grid, long seed) {
    CounterRandom random = CounterRandom.of(seed, "test.volume");
    return of(grid, (i, j, k) -> random.nextDouble(-5, 5));
  }

  static LabelMap randomLabels(VoxelGrid grid, long seed) {
    CounterRandom random = CounterRandom.of(seed, "test.labels");
    byte[] voxels = new byte[(int) grid.shape().voxels()];
    for (int n = 0; n < voxels.length; n++) {
      voxels[n] = (byte) random.nextInt(5);
    }
    return new LabelMap(grid, voxels);
  }

  static Volume flat(float... voxels) {
    return new Volume(VoxelGrid.ofSpacing(new GridShape(1, 1, voxels.length), 1, 1, 1), voxels);
  }

  /** A grid turned by {@code radians} about the world's z axis, with its origin away from 0. */
  static VoxelGrid oblique(GridShape shape, double radians, double x, double y, double z) {
    double cosine = Math.cos(radians);
    double sine = Math.sin(radians);
    return new VoxelGrid(
        shape,
        Affine.ofRows(cosine * x, -sine * y, 0, 3, sine * x, cosine * y, 0, -4, 0, 0, z, 2.5));
  }
}
