package io.twinbeam.pipelines.report;

import java.util.List;

/** The table of what looked wrong with pseudo-labels. */
final class PseudoLabelAlarms {

  private PseudoLabelAlarms() {}

  static void write(Markup page, ReportData data) {
    List<PseudoLabelAlarm> alarms = data.summary().pseudoLabelAlarms();
    page.open("p", "class", "warning");
    page.element("strong", alarms.size() == 1 ? "1 alarm. " : alarms.size() + " alarms. ");
    page.text("Networks that learn from such pseudo-labels may learn what is wrong in them; the");
    page.text(" results above include them.").close("p").line();
    DataTable.open(page, "Alarms of pseudo-labels");
    page.open("thead").open("tr");
    for (String heading : List.of("Alarm", "Run", "Case", "Class")) {
      page.element("th", heading, "scope", "col");
    }
    page.element("th", "Found", "scope", "col", "class", "num");
    page.element("th", "Expected", "scope", "col", "class", "num");
    page.close("tr").close("thead").line().open("tbody").line();
    alarms.forEach(alarm -> row(page, data, alarm));
    page.close("tbody");
    DataTable.close(page);
  }

  private static void row(Markup page, ReportData data, PseudoLabelAlarm alarm) {
    String message = alarm.message() == null ? alarm.alarm() : alarm.message();
    page.open("tr").element("th", message, "scope", "row", "class", "finding");
    page.open("td", "class", "method");
    page.open("span", "class", "swatch " + data.colourOf(alarm.method())).close("span");
    String round = alarm.round() == null ? "" : ", round " + alarm.round();
    page.text(alarm.method() + ", " + RunColumns.words(alarm.run()) + round).close("td");
    page.element("td", alarm.caseId() == null ? "all" : alarm.caseId());
    page.element("td", alarm.classId() == null ? "all" : data.summary().partName(alarm.classId()));
    page.element("td", words(alarm.value()), "class", "num");
    page.element("td", words(alarm.expected()), "class", "num");
    page.close("tr").line();
  }

  private static String words(Object value) {
    return value == null
        ? Numbers.UNDEFINED
        : value instanceof Number number ? Numbers.brief(number.doubleValue()) : value.toString();
  }
}
