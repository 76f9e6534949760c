package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The content of summary.json.
 *
 * @param evaluated the role of the cases that were evaluated: test or validation
 * @param folds the number of folds; 0 where there are none
 * @param cases case counts by role: test, validation, labelled, unlabelled, failed
 * @param classNames names by class id, may lack any of them
 * @param alarms those of training; none where summary.json has no list
 */
record RunSummary(
    String experiment,
    String runId,
    String checkpoint,
    String evaluated,
    int folds,
    boolean labelsUsedInCrop,
    Map<String, Long> cases,
    Map<Integer, String> classNames,
    List<MethodSummary> methods,
    List<Alarm> alarms) {

  static RunSummary of(JsonNode node) {
    Map<String, Long> cases = new TreeMap<>();
    node.path("cases").properties().forEach(e -> cases.put(e.getKey(), e.getValue().asLong()));
    Map<Integer, String> names = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("classNames").properties()) {
      names.put(Integer.valueOf(entry.getKey()), entry.getValue().asText());
    }
    return new RunSummary(
        node.path("experiment").asText("experiment"),
        node.path("runId").asText(""),
        node.path("checkpoint").asText("not stated"),
        node.path("evaluated").asText("test"),
        node.path("folds").asInt(0),
        node.path("labelsUsedInCrop").asBoolean(false),
        cases,
        names,
        node.path("methods").properties().stream()
            .map(entry -> MethodSummary.of(entry.getKey(), entry.getValue()))
            .toList(),
        alarms(node.path("alarms")));
  }

  private static List<Alarm> alarms(JsonNode list) {
    return list.isArray() ? List.of(CanonicalJson.read(list.toString(), Alarm[].class)) : List.of();
  }

  /** What tells runs of one method apart, in words. */
  String runs() {
    return folds == 0 ? "seed" : "fold and seed";
  }

  /** Every class that any method was measured on, ascending. */
  SortedSet<Integer> classes() {
    SortedSet<Integer> classes = new TreeSet<>();
    methods.forEach(method -> classes.addAll(method.classes().keySet()));
    return classes;
  }

  String className(int classId) {
    if (classId == 0) {
      return "background (0)";
    }
    String name = classNames.get(classId);
    return name == null ? "Class " + classId : name + " (" + classId + ")";
  }
}
