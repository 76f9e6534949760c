package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What summary.json says of one measure; NaN where it does not say, as runs of earlier builds do
 * not of all.
 *
 * @param low where the 95 % interval of the mean begins
 * @param high where it ends
 * @param misses undefined values; they are in the moments at the diagonal of their scan where
 *     {@code definedMean} is given, and left out of them otherwise
 * @param definedMean the mean of the defined values alone
 */
record Moments(
    double mean,
    double sd,
    double median,
    double q1,
    double q3,
    double low,
    double high,
    long misses,
    double definedMean) {

  static Moments of(JsonNode node) {
    return new Moments(
        number(node.path("mean")),
        number(node.path("sd")),
        number(node.path("median")),
        number(node.path("q1")),
        number(node.path("q3")),
        number(node.path("ci95").path(0)),
        number(node.path("ci95").path(1)),
        node.path("misses").asLong(0),
        number(node.path("definedMean")));
  }

  static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }

  /** Whether nothing was left out of the mean. */
  boolean countsMisses() {
    return misses == 0 || !Double.isNaN(definedMean);
  }

  boolean hasInterval() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }
}
