package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The content of summary.json.
 *
 * @param evaluated the role of the cases that were evaluated: test or validation
 * @param folds the number of folds; 0 where there are none
 * @param surfaceToleranceMm of the surface Dice; NaN where it was not measured
 * @param minLesionMm3 below which a component is no lesion; NaN where it is not told
 * @param cases case counts by role: test, validation, labelled, unlabelled, failed
 * @param classNames names by class id, may lack any of them
 * @param comparisons of methods on the same cases; none where summary.json has no list
 * @param alarms those of training; none where summary.json has no list
 * @param pseudoLabelAlarms likewise those of pseudo-labels
 */
record RunSummary(
    String experiment,
    String runId,
    String checkpoint,
    String evaluated,
    int folds,
    boolean labelsUsedInCrop,
    double surfaceToleranceMm,
    double minLesionMm3,
    Map<String, Long> cases,
    Map<Integer, String> classNames,
    List<MethodSummary> methods,
    List<PairedComparison> comparisons,
    List<Alarm> alarms,
    List<PseudoLabelAlarm> pseudoLabelAlarms) {

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
        Moments.number(node.path("metricSettings").path("surfaceToleranceMm")),
        Moments.number(node.path("metricSettings").path("minLesionMm3")),
        cases,
        names,
        methods(node),
        PairedComparison.list(node.path("comparisons")),
        list(node.path("alarms"), Alarm[].class),
        list(node.path("pseudoLabelAlarms"), PseudoLabelAlarm[].class));
  }

  /** In the order of the experiment, where it is told; older files have none. */
  private static List<MethodSummary> methods(JsonNode node) {
    List<String> order = new ArrayList<>();
    node.path("methodOrder").forEach(name -> order.add(name.asText()));
    return node.path("methods").properties().stream()
        .map(entry -> MethodSummary.of(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingInt(method -> order.indexOf(method.name())))
        .toList();
  }

  private static <T> List<T> list(JsonNode list, Class<T[]> type) {
    return list.isArray() ? List.of(CanonicalJson.read(list.toString(), type)) : List.of();
  }

  /** The same of other methods, which are not compared. */
  RunSummary with(List<MethodSummary> others) {
    return new RunSummary(
        experiment,
        runId,
        checkpoint,
        evaluated,
        folds,
        labelsUsedInCrop,
        surfaceToleranceMm,
        minLesionMm3,
        cases,
        classNames,
        others,
        List.of(),
        alarms,
        pseudoLabelAlarms);
  }

  /** What tells runs of one method apart, in words. */
  String runs() {
    return folds == 0 ? "seed" : "fold and seed";
  }

  /** Whether means come with intervals, which those of earlier builds do not. */
  boolean hasIntervals() {
    return moments().anyMatch(Moments::hasInterval);
  }

  /** Whether misses are in the means of distances. */
  boolean countsMisses() {
    return moments().anyMatch(moments -> !Double.isNaN(moments.definedMean()));
  }

  private Stream<Moments> moments() {
    return methods.stream()
        .flatMap(method -> method.parts().values().stream())
        .flatMap(part -> part.moments().values().stream());
  }

  /** How the cases of method {@code a} differ from those of {@code b}, if they were compared. */
  Optional<PairedComparison> comparison(String metric, String part, String a, String b) {
    return comparisons.stream()
        .filter(one -> one.metric().equals(metric) && one.part().equals(part))
        .flatMap(one -> Stream.of(one, one.reversed()))
        .filter(one -> one.a().equals(a) && one.b().equals(b))
        .findFirst();
  }

  /** Every part that any method was measured on: all, pooled, then classes by id. */
  SortedSet<String> parts() {
    SortedSet<String> parts = new TreeSet<>(Part.ORDER);
    methods.forEach(method -> parts.addAll(method.parts().keySet()));
    return parts;
  }

  /** A part in words. */
  String partName(String part) {
    return switch (part) {
      case Part.ALL -> "All classes";
      case Part.POOLED -> "Foreground as one";
      case "0" -> "background (0)";
      default -> {
        String name = part.matches("\\d{1,9}") ? classNames.get(Integer.valueOf(part)) : null;
        yield name == null ? "Class " + part : name + " (" + part + ")";
      }
    };
  }
}
