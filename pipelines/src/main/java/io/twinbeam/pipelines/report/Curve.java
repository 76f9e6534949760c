package io.twinbeam.pipelines.report;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One line of a figure over training steps.
 *
 * @param colour the style class of its method; empty for a reference
 */
record Curve(String colour, Stroke stroke, List<Point> points) {

  /** A step and the value there; NaN breaks the line. */
  record Point(double step, double value) {}

  /** Whose the values are, as a style of line. */
  enum Stroke {
    /** Network A's, or those of both networks together. */
    SOLID(""),
    /** Network B's. */
    DASHED(" dashed"),
    /** What networks are compared with. */
    REFERENCE(" reference");

    private final String style;

    Stroke(String style) {
      this.style = style;
    }
  }

  /** The style classes of its line. */
  String style() {
    return (colour + stroke.style).trim();
  }

  boolean isReference() {
    return stroke == Stroke.REFERENCE;
  }

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
    return new Curve(colour, stroke, means);
  }

  /** One point per step, in order of steps: the mean of those that it has there. */
  Curve merged() {
    TreeMap<Double, Double> means =
        points.stream()
            .collect(groupingBy(Point::step, TreeMap::new, averagingDouble(Point::value)));
    List<Point> merged = new ArrayList<>();
    means.forEach((step, mean) -> merged.add(new Point(step, mean)));
    return new Curve(colour, stroke, merged);
  }
}
