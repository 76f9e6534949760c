package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Two methods on the same cases, as summary.json compares them.
 *
 * @param metric the key of the measure
 * @param part a class, pooled or all
 * @param n cases that both have
 * @param meanDifference of {@code a} minus {@code b}
 * @param low where the 95 % interval of the difference begins
 * @param high where it ends
 * @param rankBiserial to which side of 0 the ranks of the differences lie, -1 to 1; NaN where an
 *     earlier build wrote it
 * @param p of the signed-rank test
 * @param pHolm corrected for the number of comparisons
 */
record PairedComparison(
    String metric,
    String part,
    String a,
    String b,
    long n,
    double meanDifference,
    double low,
    double high,
    double rankBiserial,
    double p,
    double pHolm) {

  private static final double SIGNIFICANT = 0.05;

  /** The list of summary.json; none where an earlier build wrote it. */
  static List<PairedComparison> list(JsonNode nodes) {
    List<PairedComparison> comparisons = new ArrayList<>();
    for (JsonNode node : nodes) {
      comparisons.add(
          new PairedComparison(
              node.path("metric").asText(),
              node.path("class").asText(),
              node.path("a").asText(),
              node.path("b").asText(),
              node.path("n").asLong(0),
              Moments.number(node.path("meanDifference")),
              Moments.number(node.path("ci95").path(0)),
              Moments.number(node.path("ci95").path(1)),
              Moments.number(node.path("rankBiserial")),
              Moments.number(node.path("p")),
              Moments.number(node.path("pHolm"))));
    }
    return List.copyOf(comparisons);
  }

  /** The same with its methods the other way round. */
  PairedComparison reversed() {
    return new PairedComparison(
        metric, part, b, a, n, -meanDifference, -high, -low, -rankBiserial, p, pHolm);
  }

  /** Whether the difference is more than chance among cases would give. */
  boolean isSignificant() {
    return pHolm < SIGNIFICANT; // False for NaN.
  }

  /**
   * Whether {@code a} has the larger values, 1, or the smaller ones, -1, by its mean and by the
   * ranks that were tested; 0 where these do not agree: a single miss, which counts as the diagonal
   * of its scan, can turn the mean alone. Where the ranks are not told, the interval of the mean,
   * which such a case widens across 0, stands for them.
   */
  int direction() {
    double side = Math.signum(meanDifference);
    boolean agree =
        Double.isNaN(rankBiserial) ? low > 0 || high < 0 : side == Math.signum(rankBiserial);
    return agree ? (int) side : 0;
  }
}
