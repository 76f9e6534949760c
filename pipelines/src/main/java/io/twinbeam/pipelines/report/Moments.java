package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The mean and sample deviation of one measure; NaN where undefined.
 *
 * @param misses values that are undefined and so in neither moment
 */
record Moments(double mean, double sd, long misses) {

  static Moments of(JsonNode node) {
    return new Moments(number(node, "mean"), number(node, "sd"), node.path("misses").asLong(0));
  }

  private static double number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }
}
