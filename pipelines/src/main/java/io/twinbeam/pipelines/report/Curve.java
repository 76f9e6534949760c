package io.twinbeam.pipelines.report;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of a figure over training steps.
 *
 * @param name whose it is, for a reader
 * @param tone the number of its method's colour; -1 for a reference
 */
record Curve(String name, int tone, Stroke stroke, List<Point> points) {

  /** A step and the value there; NaN breaks the line. */
  record Point(double step, double value) {}

  /** Whose the values are, as a style of line. */
  enum Stroke {
    /** Those of both networks together. */
    SOLID(""),
    /** Network A's. */
    NETWORK_A(", network A"),
    /** Network B's. */
    NETWORK_B(", network B"),
    /** What networks are compared with. */
    REFERENCE("");

    private final String suffix;

    Stroke(String suffix) {
      this.suffix = suffix;
    }

    /** What tells the network, behind the name of a run. */
    String suffix() {
      return suffix;
    }
  }

  boolean isReference() {
    return stroke == Stroke.REFERENCE;
  }

  /** The line as charts hold it; a value that is not finite is null. */
  Map<String, Object> drawing() {
    Map<String, Object> drawing = new LinkedHashMap<>();
    drawing.put("name", name);
    drawing.put("tone", tone);
    drawing.put("stroke", stroke.name().toLowerCase(Locale.ROOT));
    drawing.put(
        "points",
        points.stream()
            .map(
                point ->
                    Arrays.asList(Numbers.plotted(point.step()), Numbers.plotted(point.value())))
            .toList());
    return drawing;
  }

  /** The mean of the finite values from step {@code from} to before {@code to}; NaN without any. */
  double mean(double from, double to) {
    return points.stream()
        .filter(point -> point.step() >= from && point.step() < to)
        .mapToDouble(Point::value)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
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
    return new Curve(name, tone, stroke, means);
  }

  /** One point per step, in order of steps: the mean of those that it has there. */
  Curve merged() {
    TreeMap<Double, Double> means =
        points.stream()
            .collect(groupingBy(Point::step, TreeMap::new, averagingDouble(Point::value)));
    List<Point> merged = new ArrayList<>();
    means.forEach((step, mean) -> merged.add(new Point(step, mean)));
    return new Curve(name, tone, stroke, merged);
  }
}
