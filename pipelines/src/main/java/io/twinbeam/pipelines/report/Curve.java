package io.twinbeam.pipelines.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a learning curve.
 *
 * @param colour the style class of its method
 * @param dashed whether it belongs to network B
 */
record Curve(String colour, boolean dashed, List<Point> points) {

  /** A step and the value there; NaN breaks the line. */
  record Point(double step, double value) {}

  /** The means over equal groups of neighbours, at most {@code most} of them. */
  Curve thinned(int most) {
    int size = (points.size() + most - 1) / most;
    if (size <= 1) {
      return this;
    }
    List<Point> means = new ArrayList<>();
    for (int first = 0; first < points.size(); first += size) {
      List<Point> group = points.subList(first, Math.min(points.size(), first + size));
      means.add(
          new Point(
              group.stream().mapToDouble(Point::step).average().orElse(Double.NaN),
              group.stream().mapToDouble(Point::value).average().orElse(Double.NaN)));
    }
    return new Curve(colour, dashed, means);
  }
}
