package io.twinbeam.pipelines.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** One panel of learning curves: a term's value over the steps. */
final class LinePlot {

  private static final int WIDTH = 340;
  private static final int HEIGHT = 190;
  private static final int LEFT = 46;
  private static final int RIGHT = 8;
  private static final int TOP = 8;
  private static final int BOTTOM = 24;

  private final Markup page;
  private final Scale across;
  private final Scale up;

  /**
   * A panel whose vertical axis suits {@code curves}.
   *
   * @param steps where the horizontal axis ends, the same in every panel of a run
   */
  LinePlot(Markup page, long steps, List<Curve> curves) {
    this.page = page;
    this.across = new Scale(0, steps, LEFT, WIDTH - RIGHT);
    double lowest = -most(curves, point -> -point.value());
    double highest = most(curves, Curve.Point::value);
    this.up = Scale.rounded(Math.min(0, lowest), Math.max(0, highest), HEIGHT - BOTTOM, TOP);
  }

  private static double most(List<Curve> curves, ToDoubleFunction<Curve.Point> of) {
    return curves.stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(of)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  void draw(String label, List<Curve> curves) {
    String box = "0 0 " + WIDTH + " " + HEIGHT;
    page.open("svg", "viewBox", box, "role", "img", "aria-label", label, "class", "plot").line();
    axes();
    for (Curve curve : curves) {
      String style = "curve " + curve.colour() + (curve.dashed() ? " dashed" : "");
      page.leaf("path", "class", style, "d", path(curve)).line();
    }
    page.close("svg").line();
  }

  private void axes() {
    for (double tick : up.ticks()) {
      String y = Numbers.coordinate(up.at(tick));
      String end = "" + (WIDTH - RIGHT);
      page.leaf("line", "class", "grid", "x1", "" + LEFT, "x2", end, "y1", y, "y2", y);
      String base = Numbers.coordinate(up.at(tick) + 3.5);
      page.element("text", up.label(tick), "class", "tick end", "x", "" + (LEFT - 6), "y", base);
    }
    for (double tick : across.ticks()) {
      String x = Numbers.coordinate(across.at(tick));
      String style = across.at(tick) > WIDTH - 28 ? "tick end" : "tick";
      String anchor = style.equals("tick") ? x : "" + (WIDTH - 2);
      page.element("text", across.label(tick), "class", style, "x", anchor, "y", "" + (HEIGHT - 7));
    }
    page.line();
  }

  private String path(Curve curve) {
    StringBuilder path = new StringBuilder();
    boolean broken = true;
    for (Curve.Point point : curve.points()) {
      if (!Double.isFinite(point.value())) {
        broken = true;
        continue;
      }
      path.append(broken ? 'M' : 'L').append(Numbers.coordinate(across.at(point.step())));
      path.append(' ').append(Numbers.coordinate(up.at(point.value())));
      broken = false;
    }
    return path.toString();
  }
}
