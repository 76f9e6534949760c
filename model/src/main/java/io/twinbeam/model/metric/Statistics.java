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

  /** The quantile of values in any order, which it rearranges: faster than to sort them. */
  static double quantileInPlace(double[] values, double fraction) {
    double position = fraction * (values.length - 1);
    int below = (int) position;
    double lower = select(values, below);
    if (below == values.length - 1) {
      return lower;
    }
    // Those after the one selected are not below it.
    double upper = Arrays.stream(values, below + 1, values.length).min().orElseThrow();
    return lower + (position - below) * (upper - lower);
  }

  /**
   * Puts the value of rank {@code rank} in its place, none above it before and none below it after.
   * Values equal to a pivot are set aside, so that many equal ones cost no more.
   */
  private static double select(double[] values, int rank) {
    int first = 0;
    int last = values.length - 1;
    while (first < last) {
      double pivot = median(values[first], values[(first + last) >>> 1], values[last]);
      int below = first;
      int above = last;
      for (int at = first; at <= above; ) {
        double value = values[at];
        if (value < pivot) {
          values[at++] = values[below];
          values[below++] = value;
        } else if (value > pivot) {
          values[at] = values[above];
          values[above--] = value;
        } else {
          at++;
        }
      }
      if (rank < below) {
        last = below - 1;
      } else if (rank > above) {
        first = above + 1;
      } else {
        return pivot;
      }
    }
    return values[rank];
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
