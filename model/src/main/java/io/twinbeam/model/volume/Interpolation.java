package io.twinbeam.model.volume;

import java.util.Arrays;

/** Weighted sums of source voxels at the target voxels of an {@link IndexMap}. */
final class Interpolation {

  private Interpolation() {}

  /**
   * One value per target voxel, C order.
   *
   * @param values source voxels, or spline coefficients for {@link Kernel#CUBIC}
   */
  static float[] at(float[] values, IndexMap map, Kernel kernel) {
    return map.isAxisAligned() ? separable(values, map, kernel) : general(values, map, kernel);
  }

  private static float[] separable(float[] values, IndexMap map, Kernel kernel) {
    AxisTaps[] taps = new AxisTaps[3];
    int[] sourceAxisOf = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      taps[axis] = AxisTaps.of(map.coordinates(axis), map.source().size(axis), kernel);
      sourceAxisOf[map.targetAxisOf(axis)] = axis;
    }
    float[] sums = blend(values, map.source(), taps);
    if (Arrays.equals(sourceAxisOf, new int[] {0, 1, 2})) {
      return sums;
    }
    GridShape shape = new GridShape(taps[0].count(), taps[1].count(), taps[2].count());
    return AxisWalk.of(shape, sourceAxisOf, false, false, false).gather(sums);
  }

  // One plane and one row are all that lies between source and target.
  private static float[] blend(float[] values, GridShape source, AxisTaps... taps) {
    int[] sizes = {taps[0].count(), taps[1].count(), taps[2].count()};
    float[] sums = new float[VoxelLimit.arrayLength(new GridShape(sizes[0], sizes[1], sizes[2]))];
    float[] plane = new float[source.y() * source.z()];
    float[] row = new float[source.z()];
    int at = 0;
    for (int i = 0; i < sizes[0]; i++) {
      taps[0].blendRows(values, i, plane);
      for (int j = 0; j < sizes[1]; j++, at += sizes[2]) {
        taps[1].blendRows(plane, j, row);
        taps[2].blendWithin(row, sums, at);
      }
    }
    return sums;
  }

  private static float[] general(float[] values, IndexMap map, Kernel kernel) {
    GridShape target = map.target();
    float[] sums = new float[VoxelLimit.arrayLength(target)];
    int[] index = new int[3 * kernel.taps()];
    double[] weight = new double[3 * kernel.taps()];
    int at = 0;
    for (int i = 0; i < target.x(); i++) {
      for (int j = 0; j < target.y(); j++) {
        for (int k = 0; k < target.z(); k++) {
          for (int axis = 0; axis < 3; axis++) {
            double coordinate = map.coordinate(axis, i, j, k);
            int size = map.source().size(axis);
            kernel.weigh(coordinate, size, index, weight, axis * kernel.taps());
          }
          sums[at++] = (float) sum(values, map.source(), index, weight, kernel.taps());
        }
      }
    }
    return sums;
  }

  private static double sum(
      float[] values, GridShape shape, int[] index, double[] weight, int taps) {
    double total = 0;
    for (int a = 0; a < taps; a++) {
      double plane = 0;
      for (int b = taps; b < 2 * taps; b++) {
        int row = shape.index(index[a], index[b], 0);
        double line = 0;
        for (int c = 2 * taps; c < 3 * taps; c++) {
          line += weight[c] * values[row + index[c]];
        }
        plane += weight[b] * line;
      }
      total += weight[a] * plane;
    }
    return total;
  }
}
