package io.twinbeam.pipelines.report;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** One panel of curves over the steps of training. */
final class LinePlot {

  private static final int WIDTH = 340;
  private static final int HEIGHT = 190;
  private static final int LEFT = 46;
  private static final int RIGHT = 8;
  private static final int TOP = 8;
  private static final int BOTTOM = 24;

  /** Curves of at most so many points show them. */
  private static final int SPARSE = 60;

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
    // A reference lies over what it is compared with, or it would be hidden.
    List<Curve> ordered = curves.stream().sorted(Comparator.comparing(Curve::isReference)).toList();
    for (Curve curve : ordered) {
      page.leaf("path", "class", "curve " + curve.style(), "d", path(curve)).line();
      if (curve.points().size() <= SPARSE && !curve.isReference()) {
        page.leaf("path", "class", "points " + curve.style(), "d", points(curve)).line();
      }
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
      path.append(broken ? 'M' : 'L').append(position(point));
      broken = false;
    }
    return path.toString();
  }

  /** Strokes of no length, which round caps make dots. */
  private String points(Curve curve) {
    return curve.points().stream()
        .filter(point -> Double.isFinite(point.value()))
        .map(point -> "M" + position(point) + "h0")
        .collect(Collectors.joining());
  }

  private String position(Curve.Point point) {
    return Numbers.coordinate(across.at(point.step()))
        + " "
        + Numbers.coordinate(up.at(point.value()));
  }
}
