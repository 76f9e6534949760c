package io.twinbeam.model.inference;

import io.twinbeam.model.volume.GridShape;

/**
 * Zeros round a volume that is smaller than a window; none along axes where it is not.
 *
 * @param shape the volume
 * @param padded at least the window in each axis
 * @param before zeros before the volume, half of the padding rounded down
 */
record Padding(GridShape shape, GridShape padded, GridOffset before) {

  /** Voxels from the first voxel of the padded volume. */
  record GridOffset(int x, int y, int z) {}

  static Padding of(GridShape shape, GridShape window) {
    GridShape padded =
        new GridShape(
            Math.max(shape.x(), window.x()),
            Math.max(shape.y(), window.y()),
            Math.max(shape.z(), window.z()));
    return new Padding(
        shape,
        padded,
        new GridOffset(
            (padded.x() - shape.x()) / 2,
            (padded.y() - shape.y()) / 2,
            (padded.z() - shape.z()) / 2));
  }

  /** The padded volume; {@code voxels} itself where nothing is to pad. */
  float[] pad(float[] voxels) {
    if (padded.equals(shape)) {
      return voxels;
    }
    float[] result = new float[(int) padded.voxels()];
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        System.arraycopy(voxels, shape.index(i, j, 0), result, start(i, j), shape.z());
      }
    }
    return result;
  }

  /** Class-major values without those in the padding. */
  float[] unpad(float[] values, int classes) {
    if (padded.equals(shape)) {
      return values;
    }
    int from = (int) padded.voxels();
    int to = (int) shape.voxels();
    float[] result = new float[to * classes];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < shape.x(); i++) {
        for (int j = 0; j < shape.y(); j++) {
          System.arraycopy(
              values, c * from + start(i, j), result, c * to + shape.index(i, j, 0), shape.z());
        }
      }
    }
    return result;
  }

  private int start(int i, int j) {
    return padded.index(before.x() + i, before.y() + j, before.z());
  }
}
