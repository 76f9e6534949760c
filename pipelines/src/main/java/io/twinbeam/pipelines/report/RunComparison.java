package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Renders a page that compares the results of several runs, method by method. */
public final class RunComparison {

  private static final int SHORT_ID = 8;

  private final Map<String, ReportData> runs;

  private RunComparison(Map<String, ReportData> runs) {
    this.runs = runs;
  }

  /**
   * The page. The same runs in the same order give the same text.
   *
   * @param runs two or more; the first method of the first is what the others are compared with
   * @throws IllegalArgumentException where there are fewer, or one is there twice
   */
  public static String render(List<ReportData> runs) {
    if (runs.size() < 2) {
      throw new IllegalArgumentException("a comparison needs two runs or more, has " + runs.size());
    }
    RunComparison comparison = new RunComparison(named(runs));
    List<Section> sections =
        List.of(
            new RunsSection(comparison.runs),
            new ResultsSection(),
            new DistributionSection(),
            new DifferencesSection(comparison.runs));
    return PageFrame.write(
        "Comparison of " + runs.size() + " runs \u2013 Twinbeam report",
        "Made by Twinbeam from the files of these runs alone.",
        page -> header(page, comparison.runs, sections),
        sections,
        comparison.merged());
  }

  /** The runs by a name each: the experiment's, with the run's ID where that is not enough. */
  private static Map<String, ReportData> named(List<ReportData> runs) {
    Map<String, Long> experiments =
        runs.stream()
            .collect(
                Collectors.groupingBy(run -> run.summary().experiment(), Collectors.counting()));
    Map<String, ReportData> named = new LinkedHashMap<>();
    for (ReportData run : runs) {
      RunSummary summary = run.summary();
      String id = summary.runId();
      String name =
          experiments.get(summary.experiment()) == 1
              ? summary.experiment()
              : summary.experiment() + " " + id.substring(0, Math.min(SHORT_ID, id.length()));
      if (named.put(name, run) != null) {
        throw new IllegalArgumentException(
            "run " + name + " is there twice; a comparison needs each run once");
      }
    }
    return named;
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
    runs.forEach(
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
            runs.values().stream()
                .mapToDouble(run -> run.summary().surfaceToleranceMm())
                .filter(tolerance -> !Double.isNaN(tolerance))
                .findFirst()
                .orElse(Double.NaN),
            Map.of(),
            classNames,
            methods,
            PairedResults.of(methods.stream().map(MethodSummary::name).toList(), results),
            List.of(),
            List.of());
    return ReportData.ofResults(summary, results);
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
