package io.twinbeam.model.volume;

/**
 * Mean, standard deviation and range of voxels. Sums run in float64 in four lanes, so that one
 * addition need not wait for the last; their order is fixed, so results do not depend on the
 * machine.
 *
 * @param mean NaN or infinite where a voxel is
 */
record Moments(double mean, double deviation, float lowest, float highest) {

  /** Of all voxels. */
  static Moments of(float[] voxels) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    int fours = voxels.length & ~3;
    for (int n = 0; n < fours; n += 4) {
      a += voxels[n];
      b += voxels[n + 1];
      c += voxels[n + 2];
      d += voxels[n + 3];
    }
    for (int n = fours; n < voxels.length; n++) {
      a += voxels[n];
    }
    for (float voxel : voxels) {
      // Comparisons, not Math.min: a NaN shows in the mean, and the sign of a zero does not matter.
      lowest = voxel < lowest ? voxel : lowest;
      highest = voxel > highest ? voxel : highest;
    }
    double mean = (a + b + (c + d)) / voxels.length;
    return new Moments(mean, deviation(voxels, mean), lowest, highest);
  }

  private static double deviation(float[] voxels, double mean) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int fours = voxels.length & ~3;
    for (int n = 0; n < fours; n += 4) {
      a += square(voxels[n] - mean);
      b += square(voxels[n + 1] - mean);
      c += square(voxels[n + 2] - mean);
      d += square(voxels[n + 3] - mean);
    }
    for (int n = fours; n < voxels.length; n++) {
      a += square(voxels[n] - mean);
    }
    return Math.sqrt((a + b + (c + d)) / voxels.length);
  }

  private static double square(double value) {
    return value * value;
  }

  /** Of the voxels that are not 0. */
  static Moments ofNonZero(float[] voxels) {
    int zeros = 0;
    for (float voxel : voxels) {
      zeros += voxel == 0 ? 1 : 0;
    }
    float[] others = new float[voxels.length - zeros];
    int taken = 0;
    for (float voxel : voxels) {
      if (voxel != 0) {
        others[taken++] = voxel;
      }
    }
    return of(others);
  }

  /** Whether every voxel is finite and not all are equal. */
  boolean haveContrast() {
    return Double.isFinite(mean) && lowest < highest;
  }
}
