package io.twinbeam.pipelines.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The headline table: every measure of every method, over all classes and per class. */
final class ResultsSection implements Section {

  @Override
  public String id() {
    return "results";
  }

  @Override
  public String title() {
    return "Results";
  }

  @Override
  public void write(Markup page, ReportData data) {
    RunSummary summary = data.summary();
    if (summary.methods().isEmpty()) {
      page.element("p", "This run evaluated no method.", "class", "none").line();
      return;
    }
    List<Measure> measures = measures(summary);
    DataTable.open(page, "Results by class and method");
    heading(page, measures);
    for (String part : parts(summary)) {
      group(page, data, measures, part);
    }
    DataTable.close(page);
    ResultsNotes.write(page, summary);
    page.open("details", "class", "more").element("summary", "All statistics").line();
    StatisticsTable.write(page, summary);
    page.close("details").line();
    if (!summary.comparisons().isEmpty()) {
      page.open("details", "class", "more").element("summary", "All paired comparisons").line();
      ComparisonsTable.write(page, summary);
      page.close("details").line();
    }
  }

  private static List<Measure> measures(RunSummary summary) {
    List<Measure> measures = new ArrayList<>(Measure.HEADLINE);
    measures.removeIf(
        measure ->
            summary.methods().stream()
                .flatMap(method -> method.parts().values().stream())
                .noneMatch(part -> part.has(measure)));
    return measures;
  }

  /** Those of the summary; of a single class its results are all. */
  static List<String> parts(RunSummary summary) {
    TreeSet<String> parts = new TreeSet<>(Part.ORDER);
    parts.addAll(summary.parts());
    if (parts.stream().filter(Part::isClass).count() == 1) {
      parts.remove(Part.ALL);
    }
    return List.copyOf(parts);
  }

  private static void heading(Markup page, List<Measure> measures) {
    page.open("thead").open("tr");
    page.element("th", "Class", "scope", "col").element("th", "Method", "scope", "col");
    page.element("th", "n", "scope", "col", "class", "num");
    for (Measure measure : measures) {
      page.element("th", measure.heading(), "scope", "col", "class", "num");
    }
    page.element("th", "Misses", "scope", "col", "class", "num");
    page.close("tr").close("thead").line();
  }

  private static void group(Markup page, ReportData data, List<Measure> measures, String part) {
    List<MethodSummary> methods =
        data.summary().methods().stream()
            .filter(method -> method.parts().containsKey(part))
            .toList();
    page.open("tbody").line();
    for (int i = 0; i < methods.size(); i++) {
      page.open("tr");
      if (i == 0) {
        String span = String.valueOf(methods.size());
        String name = data.summary().partName(part);
        page.element("th", name, "scope", "rowgroup", "rowspan", span, "class", "group");
      }
      row(page, data, measures, methods.get(i), part, methods);
      page.close("tr").line();
    }
    page.close("tbody").line();
  }

  private static void row(
      Markup page,
      ReportData data,
      List<Measure> measures,
      MethodSummary method,
      String part,
      List<MethodSummary> methods) {
    page.open("th", "scope", "row", "class", "method");
    page.open("span", "class", "swatch " + data.colourOf(method.name())).close("span");
    page.text(method.name()).close("th");
    ClassSummary row = method.parts().get(part);
    List<ClassSummary> rivals = methods.stream().map(one -> one.parts().get(part)).toList();
    page.element("td", String.valueOf(row.n()), "class", "num");
    for (Measure measure : measures) {
      page.open("td", "class", "num");
      moments(page, measure, row.of(measure), isBest(measure, row.of(measure), rivals));
      difference(data.summary(), measure, method.name(), part)
          .ifPresent(difference -> mark(page, measure, difference));
      interval(page, measure, row.of(measure));
      page.close("td");
    }
    page.element(
        "td", String.valueOf(row.misses()), "class", row.misses() > 0 ? "num miss" : "num");
  }

  private static void moments(Markup page, Measure measure, Moments moments, boolean best) {
    page.element(best ? "strong" : "span", Numbers.fixed(moments.mean(), measure.decimals()));
    if (!Double.isNaN(moments.mean())) {
      String sd = Numbers.fixed(moments.sd(), measure.decimals());
      page.element("span", " \u00b1 " + sd, "class", "sd");
    }
  }

  private static void interval(Markup page, Measure measure, Moments moments) {
    if (moments.hasInterval()) {
      page.element("span", Numbers.interval(moments, measure.decimals()), "class", "interval");
    }
  }

  /** A mean distance that leaves misses out cannot beat one that does not. */
  private static boolean isBest(Measure measure, Moments moments, List<ClassSummary> rivals) {
    boolean dropped = rivals.stream().anyMatch(rival -> !rival.of(measure).countsMisses());
    if (rivals.size() < 2 || (measure.isDistance() && dropped)) {
      return false;
    }
    double best =
        rivals.stream()
            .mapToDouble(rival -> rival.of(measure).mean())
            .reduce(measure.better())
            .orElse(Double.NaN);
    return moments.mean() == best;
  }

  /** How a method's cases differ from those of the first method. */
  private static Optional<PairedComparison> difference(
      RunSummary summary, Measure measure, String method, String part) {
    return summary.comparison(measure.key(), part, method, summary.methods().get(0).name());
  }

  private static void mark(Markup page, Measure measure, PairedComparison difference) {
    if (!difference.isSignificant() || difference.direction() == 0) {
      return;
    }
    boolean better = measure.improvesBy(difference.direction());
    String words =
        (better ? "better than " : "worse than ")
            + difference.b()
            + ", p "
            + Numbers.p(difference.pHolm());
    page.open("span", "class", better ? "sign better" : "sign worse", "title", words);
    page.element("span", better ? "\u25b2" : "\u25bc", "aria-hidden", "true");
    page.element("span", " " + words, "class", "unseen").close("span");
  }

  static String seeds(RunSummary summary) {
    return summary.methods().stream()
        .map(
            method ->
                method.name()
                    + " "
                    + method.seeds().stream().map(String::valueOf).collect(joining(", ")))
        .collect(joining("; "));
  }
}
