package io.twinbeam.pipelines.report;

import java.util.List;

/** The cases that could not be used, with the reason and what to do about it. */
final class FailedSection implements Section {

  private static final List<String> HEADINGS =
      List.of("Case", "Stage", "Reason", "Message", "Source", "Cause");

  @Override
  public String id() {
    return "failed";
  }

  @Override
  public String title() {
    return "Failed cases";
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (data.failedCases().isEmpty()) {
      String none =
          data.files().contains("failed-cases.csv")
              ? "No case failed."
              : "failed-cases.csv is not in the run directory.";
      page.element("p", none, "class", "none").line();
      return;
    }
    DataTable.open(page, "Failed cases");
    page.open("thead").open("tr");
    HEADINGS.forEach(heading -> page.element("th", heading, "scope", "col"));
    page.close("tr").close("thead").line().open("tbody").line();
    data.failedCases().forEach(row -> row(page, row));
    page.close("tbody");
    DataTable.close(page);
  }

  private static void row(Markup page, FailedRow row) {
    page.open("tr").element("th", row.caseId(), "scope", "row").element("td", row.stage());
    page.open("td").element("code", row.reason()).close("td");
    page.element("td", row.message(), "class", "prose");
    page.open("td", "class", "path").element("code", row.source()).close("td");
    page.element("td", row.cause(), "class", "prose").close("tr").line();
  }
}
