package io.twinbeam.model.metric;

import io.twinbeam.model.random.CounterRandom;
import java.util.Arrays;

/**
 * Percentile bootstrap intervals of a mean over cases (Efron, Annals of Statistics 7, 1979). A case
 * is drawn with all of its results, since those of one case are not independent. The same values
 * give the same interval, everywhere and always.
 */
public final class Bootstrap {

  /** Resamples that an interval is taken from. */
  public static final int RESAMPLES = 10_000;

  private static final double TAIL = 0.025;
  private static final long SEED = 1;

  private Bootstrap() {}

  /**
   * Both ends of an interval, undefined (NaN) with fewer than two cases.
   *
   * @param low the 2.5th percentile
   * @param high the 97.5th percentile
   */
  public record Interval(double low, double high) {}

  /** The 95 % interval of the mean of {@code values}, one a case. */
  public static Interval ofMean(double... values) {
    long[] ones = new long[values.length];
    Arrays.fill(ones, 1);
    return ofMean(values, ones);
  }

  /**
   * The 95 % interval of the mean over all results of all cases.
   *
   * @param sums the sum of the results of each case, in an order that is always the same
   * @param counts how many results each case has, at least 1
   */
  public static Interval ofMean(double[] sums, long[] counts) {
    int cases = sums.length;
    if (cases < 2) {
      return new Interval(Double.NaN, Double.NaN);
    }
    CounterRandom random = CounterRandom.of(SEED, "bootstrap", cases);
    double[] means = new double[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      double sum = 0;
      long count = 0;
      for (int draw = 0; draw < cases; draw++) {
        int drawn = random.nextInt(cases);
        sum += sums[drawn];
        count += counts[drawn];
      }
      means[resample] = sum / count;
    }
    Arrays.sort(means);
    return new Interval(
        Statistics.quantileOfSorted(means, TAIL), Statistics.quantileOfSorted(means, 1 - TAIL));
  }
}
