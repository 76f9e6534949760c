package io.twinbeam.pipelines.report;

/** What the headline table's numbers are. */
final class ResultsNotes {

  private ResultsNotes() {}

  static void write(Markup page, RunSummary summary) {
    counts(page, summary);
    if (!summary.comparisons().isEmpty()) {
      significance(page, summary);
    }
    measures(page, summary);
  }

  private static void counts(Markup page, RunSummary summary) {
    page.open("p", "class", "note");
    page.text("Mean \u00b1 standard deviation");
    if (summary.hasIntervals()) {
      page.text(", beneath them the 95\u00a0% interval of the mean (bootstrap over cases),");
    }
    page.text(" over n results (" + summary.evaluated() + " cases times seeds, times classes");
    page.text(" where over all), from the " + summary.checkpoint() + " checkpoint. ");
    page.text("Crop used labels: " + (summary.labelsUsedInCrop() ? "yes" : "no") + ". ");
    if (summary.folds() > 0) {
      page.text("The results of all " + summary.folds() + " folds are taken together. ");
    }
    page.text("Seeds: " + ResultsSection.seeds(summary) + ".").close("p").line();
  }

  private static void significance(Markup page, RunSummary summary) {
    String first = summary.methods().get(0).name();
    page.open("p", "class", "note");
    page.element("span", "\u25b2", "class", "sign better").text(" better, ");
    page.element("span", "\u25bc", "class", "sign worse").text(" worse than ");
    page.element("strong", first);
    page.text(", the first method, on the same cases: Wilcoxon\u2019s signed-rank test over cases");
    page.text(" after averaging over seeds, two-sided, p below 0.05 after Holm\u2019s correction.");
    page.text(" There is no mark where the mean and the ranks point to different methods.");
    page.close("p").line();
  }

  private static void measures(Markup page, RunSummary summary) {
    page.open("p", "class", "note");
    if (!Double.isNaN(summary.surfaceToleranceMm())) {
      page.text("Surface Dice: share of both surfaces within ");
      page.text(Numbers.brief(summary.surfaceToleranceMm()) + " mm of the other. ");
    }
    page.text("HD95: 95th percentile of the surface distances of both directions. ASD: mean");
    page.text(" distance from the prediction\u2019s surface to the reference\u2019s; ASSD: both");
    page.text(
        " directions. A miss is a result whose prediction or reference is empty: it counts 0");
    page.text(" in shares such as Dice and has no distance. ");
    page.text(
        summary.countsMisses()
            ? "In means of distances it counts as the diagonal of the scan\u2019s grid, which no"
                + " distance can exceed. The best mean of a class is bold."
            : "It is in no mean distance. The best mean of a class is bold, except for distances"
                + " where a method missed.");
    page.close("p").line();
  }
}
