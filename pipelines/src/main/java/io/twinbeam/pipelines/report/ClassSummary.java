package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.EnumMap;
import java.util.Map;

/**
 * The measures of one class (or of several together) of one method.
 *
 * @param n results that were summarised: cases times seeds, times classes where it is over all
 * @param cases distinct cases among them; 0 where summary.json does not say
 * @param moments of the measures that summary.json has
 */
record ClassSummary(long n, long cases, Map<Measure, Moments> moments) {

  private static final Moments UNDEFINED = Moments.of(MissingNode.getInstance());

  static ClassSummary of(JsonNode node) {
    Map<Measure, Moments> moments = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      if (node.path(measure.key()).isObject()) {
        moments.put(measure, Moments.of(node.path(measure.key())));
      }
    }
    return new ClassSummary(node.path("n").asLong(0), node.path("cases").asLong(0), moments);
  }

  boolean has(Measure measure) {
    return moments.containsKey(measure);
  }

  /** All undefined where summary.json does not have the measure. */
  Moments of(Measure measure) {
    return moments.getOrDefault(measure, UNDEFINED);
  }

  /** Results of which some distance is undefined. */
  long misses() {
    return moments.entrySet().stream()
        .filter(entry -> entry.getKey().isDistance())
        .mapToLong(entry -> entry.getValue().misses())
        .max()
        .orElse(0);
  }
}
