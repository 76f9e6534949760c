package io.twinbeam.model.metric;

import java.util.Arrays;

/**
 * The distribution of one measure over cases. Undefined values (NaN) are left out of the moments
 * and counted as misses. The order of the values changes no bit of the outcome.
 */
public final class Statistics {

  private final double[] sorted;
  private final int misses;
  private final double sum;
  private final double mean;
  private final double sd;

  private Statistics(double[] sorted, int misses) {
    this.sorted = sorted;
    this.misses = misses;
    this.sum = Arrays.stream(sorted).sum();
    this.mean = sorted.length == 0 ? Double.NaN : sum / sorted.length;
    this.sd =
        sorted.length < 2
            ? Double.NaN
            : Math.sqrt(squaredDeviations(sorted, mean) / (sorted.length - 1));
  }

  /** Summarises {@code values}, in any order; NaN counts as a miss. */
  public static Statistics of(double... values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    // Sorted before they are added: cases arrive in any order, and sums must not depend on it.
    Arrays.sort(defined);
    return new Statistics(defined, values.length - defined.length);
  }

  private static double squaredDeviations(double[] values, double mean) {
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
  }

  /** All values, misses included. */
  public int n() {
    return sorted.length + misses;
  }

  /** Values that are undefined. */
  public int misses() {
    return misses;
  }

  /** The sum of the defined values. */
  public double sum() {
    return sum;
  }

  /** The mean of the defined values; NaN without any. */
  public double mean() {
    return mean;
  }

  /** The sample standard deviation (n - 1) of the defined values; NaN with fewer than two. */
  public double sd() {
    return sd;
  }

  /**
   * A quantile of the defined values, with linear interpolation; NaN without any.
   *
   * @param fraction 0 = least, 0.5 = median, 1 = greatest
   */
  public double quantile(double fraction) {
    return sorted.length == 0 ? Double.NaN : quantileOfSorted(sorted, fraction);
  }

  public double median() {
    return quantile(0.5);
  }

  /** The defined values, ascending. */
  public double[] sorted() {
    return sorted.clone();
  }

  static double quantileOfSorted(double[] sorted, double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction must be in 0 .. 1, is " + fraction);
    }
    double position = fraction * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
