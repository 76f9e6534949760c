package io.twinbeam.model.volume;

/** How the value at a coordinate is a weighted sum of voxels along one axis. */
enum Kernel {
  /** The two neighbours; the edge voxel repeats outside. */
  LINEAR(2) {
    @Override
    void weigh(double coordinate, int size, int[] index, double[] weight, int at) {
      double inside = clamp(coordinate, size);
      int low = Math.min((int) inside, Math.max(0, size - 2));
      index[at] = low;
      index[at + 1] = Math.min(low + 1, size - 1);
      weight[at + 1] = inside - low;
      weight[at] = 1 - weight[at + 1];
    }
  },

  /** Four coefficients of a cubic B-spline, mirrored at the first and last voxel's centre. */
  CUBIC(4) {
    @Override
    void weigh(double coordinate, int size, int[] index, double[] weight, int at) {
      double inside = clamp(coordinate, size);
      int low = Math.min((int) inside, Math.max(0, size - 2));
      double t = inside - low;
      double s = 1 - t;
      weight[at] = s * s * s / 6;
      weight[at + 1] = 2.0 / 3 - t * t * (2 - t) / 2;
      weight[at + 2] = 2.0 / 3 - s * s * (2 - s) / 2;
      weight[at + 3] = t * t * t / 6;
      for (int tap = 0; tap < 4; tap++) {
        index[at + tap] = mirror(low + tap - 1, size);
      }
    }
  };

  private final int taps;

  Kernel(int taps) {
    this.taps = taps;
  }

  /** The number of voxels in the sum. */
  int taps() {
    return taps;
  }

  /** Writes the indices and weights of one coordinate from position {@code at} on. */
  abstract void weigh(double coordinate, int size, int[] index, double[] weight, int at);

  private static double clamp(double coordinate, int size) {
    return Math.max(0, Math.min(size - 1, coordinate));
  }

  private static int mirror(int index, int size) {
    if (size == 1) {
      return 0;
    }
    int folded = index < 0 ? -index : index;
    return folded < size ? folded : 2 * (size - 1) - folded;
  }
}
