package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Renders a page that compares the results of several runs, method by method. */
public final class RunComparison {

  private final Map<String, ReportData> runs;
  private final ComparableRuns comparable;

  private RunComparison(Map<String, ReportData> runs) {
    this.runs = runs;
    this.comparable = new ComparableRuns(runs);
  }

  /**
   * A comparison, with short names for the runs.
   *
   * @param runs two or more by the directory of each, absolute; the first method of the first is
   *     what the others are compared with
   * @throws IllegalArgumentException where there are fewer
   */
  public static RunComparison of(Map<Path, ReportData> runs) {
    if (runs.size() < 2) {
      throw new IllegalArgumentException("a comparison needs two runs or more, has " + runs.size());
    }
    return new RunComparison(RunNames.of(runs));
  }

  /** What does not compare, and why; it also stands on the page. */
  public List<Warning> warnings() {
    return comparable.warnings();
  }

  /** The page. The same runs in the same order give the same text. */
  public String render() {
    List<Section> sections =
        List.of(
            new RunsSection(comparable),
            new ResultsSection(),
            new DistributionSection(),
            new DifferencesSection(runs));
    return PageFrame.write(
        "Comparison of " + runs.size() + " runs \u2013 Twinbeam report",
        "Made by Twinbeam from the files of these runs alone.",
        page -> header(page, runs, sections),
        sections,
        merged());
  }

  private static void header(Markup page, Map<String, ReportData> runs, List<Section> sections) {
    page.open("header").line();
    page.element("p", "Twinbeam comparison", "class", "eyebrow").line();
    page.element("h1", String.join(" \u00b7 ", runs.keySet())).line();
    PageHeader.contents(page, sections);
    page.close("header").line();
  }

  /** All runs as one: each method of each run is a method. */
  private ReportData merged() {
    List<MethodSummary> methods = new ArrayList<>();
    List<CaseResult> results = new ArrayList<>();
    Map<Integer, String> classNames = new TreeMap<>();
    comparable
        .runs()
        .forEach(
            (name, run) -> {
              run.summary()
                  .methods()
                  .forEach(method -> methods.add(method.named(label(method.name(), name))));
              run.results().forEach(result -> results.add(result.of(renamed(result.run(), name))));
              run.summary().classNames().forEach(classNames::putIfAbsent);
            });
    RunSummary summary =
        new RunSummary(
            "Comparison",
            "",
            told(RunSummary::checkpoint),
            told(RunSummary::evaluated),
            0,
            runs.values().stream().anyMatch(run -> run.summary().labelsUsedInCrop()),
            only(RunSummary::surfaceToleranceMm),
            only(RunSummary::minLesionMm3),
            Map.of(),
            classNames,
            methods,
            PairedResults.of(methods.stream().map(MethodSummary::name).toList(), results),
            List.of(),
            List.of());
    return ReportData.ofResults(summary, results);
  }

  /** What all runs that tell it have; NaN where they differ. */
  private double only(ToDoubleFunction<RunSummary> setting) {
    double[] told =
        runs.values().stream()
            .mapToDouble(run -> setting.applyAsDouble(run.summary()))
            .filter(value -> !Double.isNaN(value))
            .distinct()
            .toArray();
    return told.length == 1 ? told[0] : Double.NaN;
  }

  private interface Property {
    String of(RunSummary summary);
  }

  private String told(Property property) {
    return runs.values().stream()
        .map(run -> property.of(run.summary()))
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private static RunName renamed(RunName run, String name) {
    return new RunName(label(run.method(), name), run.fold(), run.seed());
  }

  private static String label(String method, String run) {
    return method + " (" + run + ")";
  }

  /** The cases that a run was measured on. */
  static Set<String> cases(ReportData run) {
    return run.results().stream()
        .map(CaseResult::caseId)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
