package io.twinbeam.pipelines.report;

/** The learning curves: a panel per term, networks A and B of a term in one panel. */
final class CurvesSection implements Section {

  @Override
  public String id() {
    return "curves";
  }

  @Override
  public String title() {
    return "Learning curves";
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (data.training().isEmpty()) {
      page.element("p", "training.csv holds no steps.", "class", "none").line();
      return;
    }
    CurvePanels.legend(page, data, false);
    CurvePanels panels = new CurvePanels(data, data.training(), CurvesSection::place);
    // What is set rather than learned comes last.
    panels.moveLast("ramp");
    panels.moveLast("learningRate");
    panels.write(page, "");
    page.open("p", "class", "note")
        .text("Terms as the objective names them, before their weights,");
    page.text(
        " over training steps; one line per "
            + data.summary().runs()
            + ". Long runs are drawn as the means of equal");
    page.text(" spans of steps, at most " + CurvePanels.POINTS + " per line.").close("p").line();
  }

  private static CurvePanels.Place place(String term) {
    boolean ofB = term.endsWith(".B");
    String panel = ofB || term.endsWith(".A") ? term.substring(0, term.length() - 2) : term;
    return new CurvePanels.Place(panel, ofB ? Curve.Stroke.DASHED : Curve.Stroke.SOLID);
  }
}
