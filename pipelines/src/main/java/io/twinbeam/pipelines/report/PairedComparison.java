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
    double p,
    double pHolm) {

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
              Moments.number(node.path("p")),
              Moments.number(node.path("pHolm"))));
    }
    return List.copyOf(comparisons);
  }

  /** The same with its methods the other way round. */
  PairedComparison reversed() {
    return new PairedComparison(metric, part, b, a, n, -meanDifference, -high, -low, p, pHolm);
  }
}
