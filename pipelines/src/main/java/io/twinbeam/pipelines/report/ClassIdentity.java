package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * Which classes of several runs are the same: those of one id, one name and, where run.json tells
 * them, the same values of label maps. An id that stands for different classes is made into
 * several. Where not all runs have the same classes, what is measured on all of them together
 * cannot be compared.
 */
final class ClassIdentity {

  /** What a class is; null for what a run does not tell. */
  private record Meaning(@Nullable String name, @Nullable String values) {

    String words(boolean withValues) {
      String named = name == null ? "unnamed" : name;
      return withValues && values != null ? named + " from values " + values : named;
    }
  }

  /** By class id, by run. */
  private final Map<String, Map<String, Meaning>> classes = new TreeMap<>(Part.ORDER);

  private final int runs;

  ClassIdentity(Map<String, ReportData> runs) {
    this.runs = runs.size();
    runs.forEach(
        (name, run) -> {
          TreeSet<String> parts = new TreeSet<>(run.summary().parts());
          run.results().forEach(result -> parts.add(result.part()));
          parts.removeIf(part -> !Part.isClass(part));
          for (String part : parts) {
            classes
                .computeIfAbsent(part, id -> new LinkedHashMap<>())
                .put(name, meaning(run, part));
          }
        });
  }

  private static Meaning meaning(ReportData run, String classId) {
    if (!classId.matches("[1-9]\\d{0,8}")) {
      return new Meaning(null, null);
    }
    int id = Integer.parseInt(classId);
    JsonNode values =
        run.provenance()
            .at("/determinedBy/experiment/preprocessing/classes/foreground")
            .path(id - 1)
            .path("values");
    return new Meaning(
        run.summary().classNames().get(id), values.isMissingNode() ? null : values.toString());
  }

  private boolean differs(String classId, Function<Meaning, String> property) {
    Stream<String> told =
        classes.get(classId).values().stream().map(property).filter(one -> one != null);
    return told.distinct().count() > 1;
  }

  private boolean differs(String classId) {
    return differs(classId, Meaning::name) || differs(classId, Meaning::values);
  }

  /**
   * The name of a part of {@code run}, which those of other runs have if they are the same; empty
   * where it is of all classes, and these are not the same.
   */
  Optional<String> of(String run, String part) {
    if (!Part.isClass(part)) {
      return sameInAll() ? Optional.of(part) : Optional.empty();
    }
    return Optional.of(
        differs(part) ? part + ", " + words(part, classes.get(part).get(run)) : part);
  }

  private boolean sameInAll() {
    return classes.entrySet().stream()
        .allMatch(one -> one.getValue().size() == runs && !differs(one.getKey()));
  }

  /** What the class is, and in which runs. */
  private String words(String classId, Meaning meaning) {
    return meaning.words(differs(classId, Meaning::values))
        + classes.get(classId).entrySet().stream()
            .filter(one -> one.getValue().equals(meaning))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(" and ", " in ", ""));
  }

  List<Warning> warnings() {
    List<Warning> warnings = new ArrayList<>();
    for (String classId : classes.keySet()) {
      if (differs(classId)) {
        warnings.add(
            new Warning(
                "Class " + classId + " is not the same.",
                "It is "
                    + classes.get(classId).values().stream()
                        .distinct()
                        .map(meaning -> words(classId, meaning))
                        .collect(Collectors.joining(", "))
                    + ". These are not compared."));
      }
    }
    if (!sameInAll()) {
      warnings.add(
          new Warning(
              "Different classes.",
              "Not all runs measured the same classes: results of all classes together and of the"
                  + " foreground as one are left out."));
    }
    return warnings;
  }
}
