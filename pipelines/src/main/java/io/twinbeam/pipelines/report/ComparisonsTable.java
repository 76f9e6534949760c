package io.twinbeam.pipelines.report;

import java.util.List;
import java.util.Optional;

/** Every pair of methods on the cases that both have. */
final class ComparisonsTable {

  private static final List<String> WORDS = List.of("Measure", "Class", "Methods");
  private static final List<String> NUMBERS =
      List.of("Cases", "Mean difference", "95 % interval", "Ranks", "p", "p, Holm");

  private ComparisonsTable() {}

  static void write(Markup page, RunSummary summary) {
    DataTable.open(page, "All paired comparisons");
    page.open("thead").open("tr");
    WORDS.forEach(heading -> page.element("th", heading, "scope", "col"));
    NUMBERS.forEach(heading -> page.element("th", heading, "scope", "col", "class", "num"));
    page.close("tr").close("thead").line().open("tbody").line();
    summary.comparisons().forEach(comparison -> row(page, summary, comparison));
    page.close("tbody");
    DataTable.close(page);
    page.open("p", "class", "note").text("Ranks: rank-biserial correlation, the share of ranks");
    page.text(" with a positive difference less that with a negative one, \u22121 to 1. Where it");
    page.text(" and the mean difference have other signs, a few cases outweigh most.");
    page.close("p").line();
  }

  private static void row(Markup page, RunSummary summary, PairedComparison comparison) {
    Optional<Measure> measure = Measure.of(comparison.metric());
    int decimals = measure.map(Measure::decimals).orElse(3);
    String name = measure.map(Measure::heading).orElse(comparison.metric());
    page.open("tr").element("th", name, "scope", "row", "class", "method");
    page.element("td", summary.partName(comparison.part()), "class", "method");
    page.element("td", comparison.a() + " \u2212 " + comparison.b(), "class", "method");
    List<String> cells =
        List.of(
            String.valueOf(comparison.n()),
            Numbers.fixed(comparison.meanDifference(), decimals),
            Numbers.interval(comparison.low(), comparison.high(), decimals),
            Numbers.fixed(comparison.rankBiserial(), 2),
            Numbers.p(comparison.p()),
            Numbers.p(comparison.pHolm()));
    cells.forEach(cell -> page.element("td", cell, "class", "num"));
    page.close("tr").line();
  }
}
