package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What summary.json says of one method. */
record MethodSummary(
    String name, List<Long> seeds, SortedMap<Integer, ClassSummary> classes, ClassSummary all) {

  static MethodSummary of(String name, JsonNode node) {
    List<Long> seeds = new ArrayList<>();
    node.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
    SortedMap<Integer, ClassSummary> classes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("classes").properties()) {
      classes.put(Integer.parseInt(entry.getKey()), ClassSummary.of(entry.getValue()));
    }
    return new MethodSummary(name, seeds, classes, ClassSummary.of(node.path("all")));
  }
}
