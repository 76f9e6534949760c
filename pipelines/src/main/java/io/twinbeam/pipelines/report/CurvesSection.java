package io.twinbeam.pipelines.report;

import java.util.List;

/** The learning curves: a panel per term, networks A and B of a term in one panel. */
final class CurvesSection implements Section {

  /** The weight of the terms on unlabelled patches, which is drawn among diagnostics if any. */
  static final String RAMP = "ramp";

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
    CurveFigures.legend(page, data, false);
    boolean elsewhere = !data.diagnostics().isEmpty();
    List<TrainingValue> rows =
        data.training().stream().filter(row -> !(elsewhere && row.term().equals(RAMP))).toList();
    CurveFigures panels = new CurveFigures(data, rows, CurvesSection::place);
    // What is set rather than learned comes last.
    panels.moveLast(RAMP);
    panels.moveLast("learningRate");
    panels.write(page, "");
    page.open("p", "class", "note")
        .text("Terms as the objective names them, before their weights,");
    page.text(
        " over training steps; one line per "
            + data.summary().runs()
            + ". Long runs are drawn as the means of equal");
    page.text(" spans of steps, at most " + CurveFigures.POINTS + " per line.").close("p").line();
  }

  private static CurveFigures.Place place(String term) {
    Curve.Stroke stroke =
        term.endsWith(".A")
            ? Curve.Stroke.NETWORK_A
            : term.endsWith(".B") ? Curve.Stroke.NETWORK_B : Curve.Stroke.SOLID;
    String panel = stroke == Curve.Stroke.SOLID ? term : term.substring(0, term.length() - 2);
    return new CurveFigures.Place(panel, stroke);
  }
}
