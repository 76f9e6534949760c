package io.twinbeam.model.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction for several tests (Scandinavian Journal of Statistics 6, 1979): the
 * chance of any false rejection among them stays below the level, however they depend on each
 * other.
 */
public final class Holm {

  private Holm() {}

  /** The adjusted p of each test, in the order of {@code p}. */
  public static double[] adjust(double... p) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    double most = 0;
    for (int rank = 0; rank < p.length; rank++) {
      most = Math.max(most, Math.min(1, (p.length - rank) * p[order[rank]]));
      adjusted[order[rank]] = most;
    }
    return adjusted;
  }
}
