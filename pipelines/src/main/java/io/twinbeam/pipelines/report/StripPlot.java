package io.twinbeam.pipelines.report;

import io.twinbeam.model.metric.Statistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One panel: the Dice of every case of a class, a row per method, with a box per row. */
final class StripPlot {

  private static final int WIDTH = 340;
  private static final int LEFT = 12;
  private static final int ROW = 64;
  private static final int TOP = 4;
  private static final double RADIUS = 2.4;
  private static final double REACH = 15;

  private static final int GUTTER = 46;

  private final Markup page;
  private final Scale scale;
  private final boolean gutter;

  /**
   * A panel whose axis suits {@code all} results of the run. Misses stand in a gutter beside the
   * axis: their Dice of 0 would squeeze everything else to one end.
   */
  StripPlot(Markup page, List<CaseResult> all) {
    this.page = page;
    this.gutter = all.stream().anyMatch(StripPlot::isMiss);
    double lowest =
        all.stream()
            .filter(result -> !isMiss(result))
            .mapToDouble(result -> result.metrics().dice())
            .min()
            .orElse(0);
    double low = Math.max(0, Scale.rounded(Math.min(lowest, 0.9), 1, 0, 1).low());
    this.scale = new Scale(low, 1, LEFT + (gutter ? GUTTER : 0), WIDTH - LEFT);
  }

  private static boolean isMiss(CaseResult result) {
    return !result.metrics().mm().defined();
  }

  /** The column of a result; quartiles that fall among the misses stand in the gutter too. */
  private double column(double dice) {
    return dice < scale.low() ? LEFT + GUTTER / 3.0 : scale.at(dice);
  }

  /**
   * Draws the panel.
   *
   * @param label what a screen reader says of it
   */
  void draw(String label, ReportData data, List<CaseResult> results) {
    List<String> methods = data.methods();
    int bottom = TOP + ROW * methods.size();
    String box = "0 0 " + WIDTH + " " + (bottom + 22);
    page.open("svg", "viewBox", box, "role", "img", "aria-label", label, "class", "plot").line();
    axis(bottom);
    for (int row = 0; row < methods.size(); row++) {
      String method = methods.get(row);
      List<CaseResult> own = results.stream().filter(r -> r.method().equals(method)).toList();
      page.open("g", "class", data.colourOf(method)).line();
      page.element("text", method, "x", "" + LEFT, "y", "" + (TOP + ROW * row + 14));
      row(own, TOP + ROW * row + 38);
      page.close("g").line();
    }
    page.close("svg").line();
  }

  private void axis(int bottom) {
    String foot = "" + (bottom + 15);
    for (double tick : scale.ticks()) {
      String x = Numbers.coordinate(scale.at(tick));
      page.leaf("line", "class", "grid", "x1", x, "x2", x, "y1", "" + TOP, "y2", "" + bottom);
      page.element("text", scale.label(tick), "class", "tick", "x", x, "y", foot);
    }
    if (gutter) {
      page.element("text", "miss", "class", "tick", "x", "" + (LEFT + GUTTER / 3), "y", foot);
    }
    page.line();
  }

  private void row(List<CaseResult> results, double y) {
    Statistics dice =
        Statistics.of(results.stream().mapToDouble(result -> result.metrics().dice()).toArray());
    if (dice.n() == dice.misses()) {
      return;
    }
    String low = Numbers.coordinate(column(dice.quantile(0.25)));
    String high = Numbers.coordinate(column(dice.quantile(0.75)));
    String box = "M" + low + " " + (y - REACH) + "H" + high + "v" + 2 * REACH + "H" + low + "z";
    page.leaf("path", "class", "box", "d", box).line();
    points(results, y);
    String median = Numbers.coordinate(column(dice.median()));
    String top = Numbers.coordinate(y - REACH - 3);
    String end = Numbers.coordinate(y + REACH + 3);
    page.leaf("line", "class", "median", "x1", median, "x2", median, "y1", top, "y2", end).line();
  }

  /** Every case as a mark beside its neighbours, as near to the row's centre as there is room. */
  private void points(List<CaseResult> results, double y) {
    List<CaseResult> ordered = new ArrayList<>(results);
    ordered.sort(
        Comparator.comparingDouble((CaseResult result) -> result.metrics().dice())
            .thenComparing(CaseResult::caseId)
            .thenComparing(result -> result.run().fold())
            .thenComparing(result -> result.run().seed()));
    List<double[]> placed = new ArrayList<>();
    for (CaseResult result : ordered) {
      double x = column(isMiss(result) ? Double.NEGATIVE_INFINITY : result.metrics().dice());
      double offset = offset(placed, x);
      placed.add(new double[] {x, offset});
      mark(result, x, y + offset);
    }
  }

  private static double offset(List<double[]> placed, double x) {
    double gap = 2 * RADIUS;
    for (int i = 0; i * gap / 2 <= REACH - RADIUS; i++) {
      double candidate = (i % 2 == 0 ? i : -i - 1) * gap / 2;
      boolean free =
          Math.abs(candidate) <= REACH
              && placed.stream().noneMatch(p -> Math.hypot(p[0] - x, p[1] - candidate) < gap);
      if (free) {
        return candidate;
      }
    }
    return 0;
  }

  private void mark(CaseResult result, double x, double y) {
    boolean missed = isMiss(result);
    String cx = Numbers.coordinate(x);
    String cy = Numbers.coordinate(y);
    if (missed) {
      page.open("path", "class", "missed", "d", "M" + cx + " " + cy + "m-3-3l6 6m0-6l-6 6");
    } else {
      page.open("circle", "cx", cx, "cy", cy, "r", "" + RADIUS);
    }
    String dice = Numbers.fixed(result.metrics().dice(), 3);
    page.element(
        "title",
        result.caseId()
            + ", "
            + RunColumns.words(result.run())
            + ": "
            + dice
            + (missed ? ", miss" : ""));
    page.close(missed ? "path" : "circle").line();
  }
}
