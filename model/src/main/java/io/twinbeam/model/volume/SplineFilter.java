package io.twinbeam.model.volume;

/**
 * Cubic B-spline coefficients that interpolate a volume, mirrored at the first and last voxel's
 * centre (Unser, Aldroubi, Eden, IEEE Transactions on Signal Processing 41, 1993).
 */
final class SplineFilter {

  private static final double POLE = Math.sqrt(3) - 2;
  // POLE to this power is below float64 rounding.
  private static final int HORIZON = 30;
  // Lines filtered at a time.
  private static final int LINES = 32;

  private SplineFilter() {}

  /** One coefficient per voxel, C order; the given array is left as it is. */
  static float[] coefficients(float[] voxels, GridShape shape) {
    float[] coefficients = voxels.clone();
    int[] strides = {shape.y() * shape.z(), shape.z(), 1};
    for (int axis = 0; axis < 3; axis++) {
      int size = shape.size(axis);
      if (size > 1) {
        filterAxis(coefficients, size, strides[axis]);
      }
    }
    return coefficients;
  }

  // Lines run side by side, so that one can go on while another waits for its last sum.
  private static void filterAxis(float[] values, int size, int stride) {
    double[] tile = new double[size * LINES];
    int lines = values.length / size;
    for (int first = 0; first < lines; first += LINES) {
      int count = Math.min(LINES, lines - first);
      copy(values, size, stride, first, count, tile, true);
      filterTile(tile, size);
      copy(values, size, stride, first, count, tile, false);
    }
  }

  private static void copy(
      float[] values, int size, int stride, int first, int count, double[] tile, boolean in) {
    for (int line = 0; line < count; ) {
      int inner = (first + line) % stride;
      int start = (first + line) / stride * stride * size + inner;
      int run = Math.min(count - line, stride - inner);
      if (in) {
        load(values, size, stride, start, run, tile, line);
      } else {
        store(values, size, stride, start, run, tile, line);
      }
      line += run;
    }
  }

  private static void load(
      float[] values, int size, int stride, int start, int run, double[] tile, int line) {
    for (int n = 0; n < size; n++) {
      int from = start + n * stride;
      int to = n * LINES + line;
      for (int q = 0; q < run; q++) {
        tile[to + q] = values[from + q];
      }
    }
  }

  private static void store(
      float[] values, int size, int stride, int start, int run, double[] tile, int line) {
    for (int n = 0; n < size; n++) {
      int to = start + n * stride;
      int from = n * LINES + line;
      for (int q = 0; q < run; q++) {
        values[to + q] = (float) tile[from + q];
      }
    }
  }

  private static void filterTile(double[] tile, int size) {
    int last = (size - 1) * LINES;
    for (int n = 0; n < tile.length; n++) {
      tile[n] *= 6;
    }
    startCausal(tile, size);
    for (int n = LINES; n < tile.length; n++) {
      tile[n] += POLE * tile[n - LINES];
    }
    for (int n = last; n < tile.length; n++) {
      tile[n] = POLE / (POLE * POLE - 1) * (tile[n] + POLE * tile[n - LINES]);
    }
    for (int row = last - LINES; row >= 0; row -= LINES) {
      for (int n = row; n < row + LINES; n++) {
        tile[n] = POLE * (tile[n + LINES] - tile[n]);
      }
    }
  }

  // The sum of the mirrored line times powers of the pole; a short line is walked for two mirrors'
  // worth of terms until the power vanishes.
  private static void startCausal(double[] tile, int size) {
    int period = 2 * (size - 1);
    double[] sums = new double[LINES];
    double power = 1;
    for (int n = 0; n < HORIZON; n++) {
      int folded = n % period;
      int row = (folded < size ? folded : period - folded) * LINES;
      for (int q = 0; q < LINES; q++) {
        sums[q] += power * tile[row + q];
      }
      power *= POLE;
    }
    System.arraycopy(sums, 0, tile, 0, LINES);
  }
}
