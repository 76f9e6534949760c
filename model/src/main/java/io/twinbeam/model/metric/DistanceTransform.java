package io.twinbeam.model.metric;

import io.twinbeam.model.volume.GridShape;

/**
 * The exact Euclidean distance of every voxel to the nearest site, with anisotropic spacing.
 *
 * <p>Lower envelope of parabolas, one axis after the other (Felzenszwalb and Huttenlocher, Theory
 * of Computing 8, 2012): linear in the number of voxels.
 */
public final class DistanceTransform {

  private DistanceTransform() {}

  /**
   * Squared distances in mm2; infinite everywhere where there is no site.
   *
   * @param sites true where a voxel is a site, C order
   * @param spacingMm mm per voxel along each axis
   */
  public static double[] squaredMm2(boolean[] sites, GridShape shape, double... spacingMm) {
    if (sites.length != shape.voxels()) {
      throw new IllegalArgumentException(
          "sites must hold " + shape.voxels() + " voxels, are " + sites.length);
    }
    double[] squared = new double[sites.length];
    for (int i = 0; i < sites.length; i++) {
      squared[i] = sites[i] ? 0 : Double.POSITIVE_INFINITY;
    }
    int yz = shape.y() * shape.z();
    Pass alongZ = new Pass(squared, shape.z(), 1, spacingMm[2]);
    for (int line = 0; line < shape.x() * shape.y(); line++) {
      alongZ.run(line * shape.z());
    }
    Pass alongY = new Pass(squared, shape.y(), shape.z(), spacingMm[1]);
    for (int line = 0; line < shape.x() * shape.z(); line++) {
      alongY.run(line / shape.z() * yz + line % shape.z());
    }
    Pass alongX = new Pass(squared, shape.x(), yz, spacingMm[0]);
    for (int line = 0; line < yz; line++) {
      alongX.run(line);
    }
    return squared;
  }

  /** One axis: turns each line f into g(p) = min over q of f(q) + (spacing (p - q))^2. */
  private static final class Pass {

    private final double[] squared;
    private final int length;
    private final int stride;
    private final double weight;
    private final double[] heights;
    private final int[] apexes;
    private final double[] starts;

    Pass(double[] squared, int length, int stride, double spacingMm) {
      this.squared = squared;
      this.length = length;
      this.stride = stride;
      this.weight = spacingMm * spacingMm;
      this.heights = new double[length];
      this.apexes = new int[length];
      this.starts = new double[length];
    }

    void run(int first) {
      for (int q = 0; q < length; q++) {
        heights[q] = squared[first + q * stride];
      }
      int parabolas = envelope();
      if (parabolas == 0) {
        return;
      }
      int at = 0;
      for (int p = 0; p < length; p++) {
        while (at + 1 < parabolas && starts[at + 1] < p) {
          at++;
        }
        double offset = p - apexes[at];
        squared[first + p * stride] = heights[apexes[at]] + weight * offset * offset;
      }
    }

    /** Fills apexes and the positions from which each is lowest; returns how many there are. */
    private int envelope() {
      int count = 0;
      for (int q = 0; q < length; q++) {
        // An infinite parabola is never lowest, and infinity minus infinity would be NaN.
        if (heights[q] == Double.POSITIVE_INFINITY) {
          continue;
        }
        double start = Double.NEGATIVE_INFINITY;
        while (count > 0) {
          start = crossing(apexes[count - 1], q);
          if (start > starts[count - 1]) {
            break;
          }
          count--;
          start = Double.NEGATIVE_INFINITY;
        }
        apexes[count] = q;
        starts[count] = start;
        count++;
      }
      return count;
    }

    private double crossing(int left, int right) {
      double rise = (heights[right] - heights[left]) / weight;
      return (rise / (right - left) + right + left) / 2;
    }
  }
}
