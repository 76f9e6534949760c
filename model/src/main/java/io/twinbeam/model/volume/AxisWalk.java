package io.twinbeam.model.volume;

/**
 * The order in which one C-order array is read to fill another of shape {@code shape}: voxel (i, j,
 * k) comes from index {@code start + i * stepX + j * stepY + k * stepZ}.
 */
record AxisWalk(GridShape shape, int start, int stepX, int stepY, int stepZ) {

  /**
   * The walk that permutes and flips axes.
   *
   * @param from the shape of the array that is read
   * @param axes for each new axis the old axis it comes from
   * @param flipped for each new axis whether it runs against the old one
   */
  static AxisWalk of(GridShape from, int[] axes, boolean... flipped) {
    int[] steps = {from.y() * from.z(), from.z(), 1};
    int start = 0;
    int[] walk = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int step = steps[axes[axis]];
      walk[axis] = flipped[axis] ? -step : step;
      start += flipped[axis] ? step * (from.size(axes[axis]) - 1) : 0;
    }
    GridShape shape = new GridShape(from.size(axes[0]), from.size(axes[1]), from.size(axes[2]));
    return new AxisWalk(shape, start, walk[0], walk[1], walk[2]);
  }

  float[] gather(float[] voxels) {
    float[] gathered = new float[voxels.length];
    int index = 0;
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        int from = start + i * stepX + j * stepY;
        for (int k = 0; k < shape.z(); k++, from += stepZ) {
          gathered[index++] = voxels[from];
        }
      }
    }
    return gathered;
  }

  byte[] gather(byte[] voxels) {
    byte[] gathered = new byte[voxels.length];
    int index = 0;
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        int from = start + i * stepX + j * stepY;
        for (int k = 0; k < shape.z(); k++, from += stepZ) {
          gathered[index++] = voxels[from];
        }
      }
    }
    return gathered;
  }
}
