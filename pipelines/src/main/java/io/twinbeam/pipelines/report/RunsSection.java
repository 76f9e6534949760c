package io.twinbeam.pipelines.report;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The runs that are compared, and whether they can be. */
final class RunsSection implements Section {

  private static final List<String> WORDS =
      List.of("Run", "ID", "Evaluated", "Checkpoint", "Crop used labels");
  private static final List<String> NUMBERS =
      List.of("Measured cases", "Labelled", "Unlabelled", "Failed");

  private final Map<String, ReportData> runs;

  RunsSection(Map<String, ReportData> runs) {
    this.runs = runs;
  }

  @Override
  public String id() {
    return "runs";
  }

  @Override
  public String title() {
    return "Runs";
  }

  @Override
  public void write(Markup page, ReportData data) {
    warn(page);
    DataTable.open(page, "Runs");
    page.open("thead").open("tr");
    WORDS.forEach(heading -> page.element("th", heading, "scope", "col"));
    NUMBERS.forEach(heading -> page.element("th", heading, "scope", "col", "class", "num"));
    page.close("tr").close("thead").line().open("tbody").line();
    runs.forEach((name, run) -> row(page, name, run));
    page.close("tbody");
    DataTable.close(page);
    page.open("p", "class", "note").text("Means are over all cases of each run; differences and");
    page.text(" their tests over the cases that both runs of a pair measured.").close("p").line();
  }

  private void warn(Markup page) {
    TreeSet<String> common = new TreeSet<>();
    TreeSet<String> all = new TreeSet<>();
    boolean first = true;
    for (ReportData run : runs.values()) {
      Set<String> cases = RunComparison.cases(run);
      all.addAll(cases);
      if (first) {
        common.addAll(cases);
      }
      common.retainAll(cases);
      first = false;
    }
    if (common.isEmpty()) {
      warning(
          page,
          "No common cases.",
          "The runs share no measured case: means say little of"
              + " which is better, and runs that share none are not tested against each other.");
    } else if (common.size() < all.size()) {
      warning(
          page,
          common.size() + " common cases.",
          "Of "
              + all.size()
              + " measured cases, all"
              + " runs share these. Means of different cases differ for that reason too.");
    }
    if (runs.values().stream().anyMatch(run -> run.summary().labelsUsedInCrop())) {
      warning(
          page,
          "Labels were used.",
          "A recipe cropped with the reference labels; its results"
              + " do not stand for new patients.");
    }
    if (runs.values().stream().map(run -> run.summary().evaluated()).distinct().count() > 1) {
      warning(page, "Test and validation cases.", "Not all runs measured cases of the same role.");
    }
  }

  private static void warning(Markup page, String strong, String text) {
    page.open("p", "class", "warning", "role", "note").element("strong", strong);
    page.text(" " + text).close("p").line();
  }

  private static void row(Markup page, String name, ReportData run) {
    RunSummary summary = run.summary();
    page.open("tr").element("th", name, "scope", "row");
    page.open("td").element("code", summary.runId()).close("td");
    page.element("td", summary.evaluated() + " cases").element("td", summary.checkpoint());
    page.element("td", summary.labelsUsedInCrop() ? "yes" : "no");
    page.element("td", String.valueOf(RunComparison.cases(run).size()), "class", "num");
    for (String role : List.of("labelled", "unlabelled", "failed")) {
      Long count = summary.cases().get(role);
      page.element("td", count == null ? Numbers.UNDEFINED : count.toString(), "class", "num");
    }
    page.close("tr").line();
  }
}
