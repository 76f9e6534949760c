package io.twinbeam.pipelines.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

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
    DataTable.open(page, "Results by class and method");
    heading(page);
    group(page, data, "All classes", summary.methods(), MethodSummary::all);
    for (int classId : summary.classes()) {
      List<MethodSummary> methods = new ArrayList<>(summary.methods());
      methods.removeIf(method -> !method.classes().containsKey(classId));
      group(page, data, summary.className(classId), methods, m -> m.classes().get(classId));
    }
    DataTable.close(page);
    notes(page, summary);
  }

  private static void heading(Markup page) {
    page.open("thead").open("tr");
    page.element("th", "Class", "scope", "col").element("th", "Method", "scope", "col");
    page.element("th", "n", "scope", "col", "class", "num");
    for (Measure measure : Measure.values()) {
      page.element("th", measure.heading(), "scope", "col", "class", "num");
    }
    page.element("th", "Misses", "scope", "col", "class", "num");
    page.close("tr").close("thead").line();
  }

  private interface Part {
    ClassSummary of(MethodSummary method);
  }

  private static void group(
      Markup page, ReportData data, String name, List<MethodSummary> methods, Part part) {
    List<ClassSummary> rows = methods.stream().map(part::of).toList();
    page.open("tbody").line();
    for (int i = 0; i < methods.size(); i++) {
      page.open("tr");
      if (i == 0) {
        String span = String.valueOf(methods.size());
        page.element("th", name, "scope", "rowgroup", "rowspan", span, "class", "group");
      }
      String method = methods.get(i).name();
      page.open("th", "scope", "row", "class", "method");
      page.open("span", "class", "swatch " + data.colourOf(method)).close("span").text(method);
      page.close("th");
      row(page, rows.get(i), rows);
      page.close("tr").line();
    }
    page.close("tbody").line();
  }

  private static void row(Markup page, ClassSummary row, List<ClassSummary> rivals) {
    page.element("td", String.valueOf(row.n()), "class", "num");
    for (Measure measure : Measure.values()) {
      Moments moments = row.of(measure);
      boolean best = isBest(measure, moments, rivals);
      page.open("td", "class", "num");
      page.element(best ? "strong" : "span", Numbers.fixed(moments.mean(), measure.decimals()));
      if (!Double.isNaN(moments.mean())) {
        String sd = Numbers.fixed(moments.sd(), measure.decimals());
        page.element("span", " \u00b1 " + sd, "class", "sd");
      }
      page.close("td");
    }
    page.element(
        "td", String.valueOf(row.misses()), "class", row.misses() > 0 ? "num miss" : "num");
  }

  /** A mean distance that leaves misses out cannot beat one that does not. */
  private static boolean isBest(Measure measure, Moments moments, List<ClassSummary> rivals) {
    boolean missed = rivals.stream().anyMatch(rival -> rival.of(measure).misses() > 0);
    if (rivals.size() < 2 || (measure.isDistance() && missed)) {
      return false;
    }
    double best =
        rivals.stream()
            .mapToDouble(rival -> rival.of(measure).mean())
            .reduce(measure.better())
            .orElse(Double.NaN);
    return moments.mean() == best;
  }

  private static void notes(Markup page, RunSummary summary) {
    page.open("p", "class", "note");
    page.text("Mean \u00b1 standard deviation over n results (" + summary.evaluated());
    page.text(" cases times seeds, times classes");
    page.text(" where over all), from the " + summary.checkpoint() + " checkpoint. HD95: 95th");
    page.text(" percentile of the surface distances of both directions. ASD: mean distance from");
    page.text(
        " the prediction\u2019s surface to the reference\u2019s; ASSD: both directions. A miss is");
    page.text(" a result whose prediction or reference is empty: it counts 0 in Dice and Jaccard,");
    page.text(" has no distance, and is in no mean distance. ");
    page.text("The best mean of a class is bold, except for distances where a method missed. ");
    if (summary.folds() > 0) {
      page.text("The results of all " + summary.folds() + " folds are taken together. ");
    }
    page.text("Seeds: " + seeds(summary) + ".").close("p").line();
  }

  private static String seeds(RunSummary summary) {
    return summary.methods().stream()
        .map(
            method ->
                method.name()
                    + " "
                    + method.seeds().stream().map(String::valueOf).collect(joining(", ")))
        .collect(joining("; "));
  }
}
