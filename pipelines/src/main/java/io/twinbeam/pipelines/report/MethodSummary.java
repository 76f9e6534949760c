package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What summary.json says of one method.
 *
 * @param parts by {@linkplain Part name}: every class, all of them pooled where there are several,
 *     and the results of all classes taken together
 */
record MethodSummary(String name, List<Long> seeds, Map<String, ClassSummary> parts) {

  static MethodSummary of(String name, JsonNode node) {
    List<Long> seeds = new ArrayList<>();
    node.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
    Map<String, ClassSummary> parts = new TreeMap<>(Part.ORDER);
    for (Map.Entry<String, JsonNode> entry : node.path("classes").properties()) {
      parts.put(entry.getKey(), ClassSummary.of(entry.getValue()));
    }
    for (String part : List.of(Part.ALL, Part.POOLED)) {
      if (node.path(part).isObject()) {
        parts.put(part, ClassSummary.of(node.path(part)));
      }
    }
    return new MethodSummary(name, seeds, parts);
  }

  MethodSummary named(String other) {
    return new MethodSummary(other, seeds, parts);
  }
}
