package io.twinbeam.pipelines.report;

import java.util.List;
import java.util.Map;

/** Every statistic that summary.json has. */
final class StatisticsTable {

  private static final List<String> NUMBERS =
      List.of(
          "n",
          "Cases",
          "Mean",
          "95 % interval",
          "SD",
          "Median",
          "Quartiles",
          "Misses",
          "Mean of defined");

  private StatisticsTable() {}

  static void write(Markup page, RunSummary summary) {
    DataTable.open(page, "All statistics");
    page.open("thead").open("tr");
    for (String heading : List.of("Class", "Method", "Measure")) {
      page.element("th", heading, "scope", "col");
    }
    NUMBERS.forEach(heading -> page.element("th", heading, "scope", "col", "class", "num"));
    page.close("tr").close("thead").line().open("tbody").line();
    for (String part : ResultsSection.parts(summary)) {
      for (MethodSummary method : summary.methods()) {
        ClassSummary row = method.parts().get(part);
        if (row != null) {
          for (Map.Entry<Measure, Moments> entry : row.moments().entrySet()) {
            page.open("tr").element("td", summary.partName(part)).element("td", method.name());
            page.element("th", entry.getKey().heading(), "scope", "row", "class", "method");
            moments(page, row, entry.getKey(), entry.getValue());
            page.close("tr").line();
          }
        }
      }
    }
    page.close("tbody");
    DataTable.close(page);
  }

  private static void moments(Markup page, ClassSummary row, Measure measure, Moments moments) {
    int decimals = measure.decimals();
    String quartiles =
        Numbers.fixed(moments.q1(), decimals) + " to " + Numbers.fixed(moments.q3(), decimals);
    List<String> cells =
        List.of(
            String.valueOf(row.n()),
            row.cases() == 0 ? Numbers.UNDEFINED : String.valueOf(row.cases()),
            Numbers.fixed(moments.mean(), decimals),
            moments.hasInterval() ? Numbers.interval(moments, decimals) : Numbers.UNDEFINED,
            Numbers.fixed(moments.sd(), decimals),
            Numbers.fixed(moments.median(), decimals),
            Double.isNaN(moments.q1()) ? Numbers.UNDEFINED : quartiles,
            String.valueOf(moments.misses()),
            Numbers.fixed(moments.definedMean(), decimals));
    cells.forEach(cell -> page.element("td", cell, "class", "num"));
  }
}
