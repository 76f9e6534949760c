package io.twinbeam.pipelines.report;

import java.util.List;

/** The runs that are compared, and whether they can be. */
final class RunsSection implements Section {

  private static final List<String> WORDS =
      List.of("Run", "ID", "Evaluated", "Checkpoint", "Crop used labels");
  private static final List<String> NUMBERS =
      List.of("Measured cases", "Labelled", "Unlabelled", "Failed");

  private final ComparableRuns comparable;

  RunsSection(ComparableRuns comparable) {
    this.comparable = comparable;
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
    for (Warning warning : comparable.warnings()) {
      page.open("p", "class", "warning", "role", "note").element("strong", warning.title());
      page.text(" " + warning.text()).close("p").line();
    }
    DataTable.open(page, "Runs");
    page.open("thead").open("tr");
    WORDS.forEach(heading -> page.element("th", heading, "scope", "col"));
    NUMBERS.forEach(heading -> page.element("th", heading, "scope", "col", "class", "num"));
    page.close("tr").close("thead").line().open("tbody").line();
    comparable.runs().forEach((name, run) -> row(page, name, run));
    page.close("tbody");
    DataTable.close(page);
    page.open("p", "class", "note").text("Means are over all cases of each run; differences and");
    page.text(" their tests over the cases that both runs of a pair measured.").close("p").line();
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
