package io.twinbeam.model.volume;

/**
 * The voxels, and their weights, that each target voxel of one axis is a sum of. Summed in float64,
 * stored as float32.
 */
final class AxisTaps {

  private final int taps;
  private final int[] index;
  private final double[] weight;

  private AxisTaps(int taps, int... index) {
    this.taps = taps;
    this.index = index;
    this.weight = new double[index.length];
  }

  /**
   * The sums at {@code coordinates}, in source voxels along an axis of {@code size} voxels.
   *
   * @param kernel of two or four taps
   */
  static AxisTaps of(double[] coordinates, int size, Kernel kernel) {
    AxisTaps axis = new AxisTaps(kernel.taps(), new int[coordinates.length * kernel.taps()]);
    for (int n = 0; n < coordinates.length; n++) {
      kernel.weigh(coordinates[n], size, axis.index, axis.weight, n * kernel.taps());
    }
    return axis;
  }

  /** The number of target voxels. */
  int count() {
    return index.length / taps;
  }

  /**
   * The {@code n}-th sum of whole rows.
   *
   * @param rows one after the other, each of the length of {@code sum}
   */
  void blendRows(float[] rows, int n, float[] sum) {
    int length = sum.length;
    int first = n * taps;
    int a = index[first] * length;
    int b = index[first + 1] * length;
    double wa = weight[first];
    double wb = weight[first + 1];
    if (taps == 2) {
      for (int q = 0; q < length; q++) {
        sum[q] = (float) (wa * rows[a + q] + wb * rows[b + q]);
      }
      return;
    }
    int c = index[first + 2] * length;
    int d = index[first + 3] * length;
    double wc = weight[first + 2];
    double wd = weight[first + 3];
    for (int q = 0; q < length; q++) {
      sum[q] = (float) (wa * rows[a + q] + wb * rows[b + q] + wc * rows[c + q] + wd * rows[d + q]);
    }
  }

  /** All sums of the voxels of one row, put into {@code sums} from {@code at} on. */
  void blendWithin(float[] row, float[] sums, int at) {
    int count = count();
    if (taps == 2) {
      for (int n = 0; n < count; n++) {
        int first = 2 * n;
        sums[at + n] =
            (float) (weight[first] * row[index[first]] + weight[first + 1] * row[index[first + 1]]);
      }
      return;
    }
    for (int n = 0; n < count; n++) {
      int first = 4 * n;
      sums[at + n] =
          (float)
              (weight[first] * row[index[first]]
                  + weight[first + 1] * row[index[first + 1]]
                  + weight[first + 2] * row[index[first + 2]]
                  + weight[first + 3] * row[index[first + 3]]);
    }
  }
}
