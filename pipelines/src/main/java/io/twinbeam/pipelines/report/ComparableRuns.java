package io.twinbeam.pipelines.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Several runs so that equal names stand for equal things: cases, classes and measures that are not
 * the same have names of their own or are left out, and readers are warned.
 */
final class ComparableRuns {

  private final Map<String, ReportData> runs;
  private final CaseIdentity cases;
  private final ClassIdentity classes;
  private final MeasureIdentity measures;
  private final Map<String, ReportData> comparable = new LinkedHashMap<>();

  /**
   * @param runs by the name of each
   */
  ComparableRuns(Map<String, ReportData> runs) {
    this.runs = runs;
    cases = new CaseIdentity(runs);
    classes = new ClassIdentity(runs);
    measures = new MeasureIdentity(runs);
    runs.forEach((name, run) -> comparable.put(name, comparable(name, run)));
  }

  /** Results and summary of every run, by its name. */
  Map<String, ReportData> runs() {
    return comparable;
  }

  private ReportData comparable(String name, ReportData run) {
    List<MethodSummary> methods =
        run.summary().methods().stream().map(method -> comparable(name, method)).toList();
    List<CaseResult> results = new ArrayList<>();
    for (CaseResult result : run.results()) {
      classes.of(name, result.part()).ifPresent(part -> results.add(of(name, result, part)));
    }
    return ReportData.ofResults(run.summary().with(methods), results);
  }

  private MethodSummary comparable(String run, MethodSummary method) {
    Map<String, ClassSummary> parts = new TreeMap<>(Part.ORDER);
    method
        .parts()
        .forEach(
            (part, summary) ->
                classes.of(run, part).ifPresent(name -> parts.put(name, of(summary))));
    return new MethodSummary(method.name(), method.seeds(), parts);
  }

  private ClassSummary of(ClassSummary summary) {
    Map<Measure, Moments> moments = new EnumMap<>(Measure.class);
    moments.putAll(summary.moments());
    moments.keySet().removeIf(measures::isLeftOut);
    return new ClassSummary(summary.n(), summary.cases(), moments);
  }

  private CaseResult of(String run, CaseResult result, String part) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    values.putAll(result.values());
    values.keySet().removeIf(measures::isLeftOut);
    return new CaseResult(
        result.run(),
        cases.of(run, result.caseId()),
        part,
        values,
        result.diagonalMm(),
        result.diagonalVoxels());
  }

  /** What does not compare, and why. */
  List<Warning> warnings() {
    List<Warning> warnings = new ArrayList<>();
    warnings.addAll(cases.warnings());
    common(warnings);
    warnings.addAll(classes.warnings());
    warnings.addAll(measures.warnings());
    if (runs.values().stream().anyMatch(run -> run.summary().labelsUsedInCrop())) {
      warnings.add(
          new Warning(
              "Labels were used.",
              "A recipe cropped with the reference labels; its results do not stand for new"
                  + " patients."));
    }
    if (runs.values().stream().map(ComparableRuns::recipe).distinct().count() > 1) {
      warnings.add(
          new Warning(
              "Different recipes.",
              "Crops and resampling are a part of what is compared: the runs were not preprocessed"
                  + " alike."));
    }
    if (runs.values().stream().map(run -> run.summary().evaluated()).distinct().count() > 1) {
      warnings.add(
          new Warning(
              "Test and validation cases.", "Not all runs measured cases of the same role."));
    }
    return warnings;
  }

  private static String recipe(ReportData run) {
    return run.provenance().at("/determinedBy/experiment/preprocessing/recipe").toString();
  }

  private void common(List<Warning> warnings) {
    TreeSet<String> all = new TreeSet<>();
    comparable.values().forEach(run -> all.addAll(RunComparison.cases(run)));
    TreeSet<String> common = new TreeSet<>(all);
    for (ReportData run : comparable.values()) {
      Set<String> own = RunComparison.cases(run);
      common.retainAll(own);
    }
    if (common.isEmpty()) {
      warnings.add(
          new Warning(
              "No common cases.",
              "The runs share no measured case: means say little of which is better, and runs that"
                  + " share none are not tested against each other."));
    } else if (common.size() < all.size()) {
      warnings.add(
          new Warning(
              common.size() + " common cases.",
              "Of "
                  + all.size()
                  + " measured cases, all runs share these. Means of different cases differ for"
                  + " that reason too."));
    }
  }
}
