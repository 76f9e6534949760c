package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;

/**
 * The measures of one class (or of all) of one method.
 *
 * @param n results that were summarised: cases times seeds, times classes where it is over all
 */
record ClassSummary(long n, Map<Measure, Moments> moments) {

  static ClassSummary of(JsonNode node) {
    Map<Measure, Moments> moments = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      moments.put(measure, Moments.of(node.path(measure.key())));
    }
    return new ClassSummary(node.path("n").asLong(0), moments);
  }

  Moments of(Measure measure) {
    return moments.get(measure);
  }

  /** Results of which some distance is undefined. */
  long misses() {
    return moments.values().stream().mapToLong(Moments::misses).max().orElse(0);
  }
}
