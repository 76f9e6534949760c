package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Values of training as charts over its steps, several terms in a chart. */
final class CurveFigures {

  /** Longer curves are thinned to so many points. */
  static final int POINTS = 120;

  private static final int HEIGHT = 210;

  /** The columns of a chart's table. */
  private static final int SPANS = 8;

  /**
   * Where a term goes.
   *
   * @param panel the chart; may be empty where it is the only one
   * @param stroke its line there
   */
  record Place(String panel, Curve.Stroke stroke) {}

  /** Of no run, where it is a reference. */
  private record Line(Optional<RunName> run, String term, Place place) {}

  private final ReportData data;
  private final Map<String, List<Curve>> panels = new LinkedHashMap<>();

  /**
   * Charts in the order of {@code rows}, in each a curve per term and run. A reference is one curve
   * over all runs, the mean of what they have.
   */
  CurveFigures(ReportData data, List<TrainingValue> rows, Function<String, Place> places) {
    this.data = data;
    Map<String, Place> known = new LinkedHashMap<>();
    Map<Line, List<Curve.Point>> lines = new LinkedHashMap<>();
    for (TrainingValue row : rows) {
      Line line = line(row, known.computeIfAbsent(row.term(), places));
      lines
          .computeIfAbsent(line, key -> new ArrayList<>())
          .add(new Curve.Point(row.step(), row.value()));
    }
    lines.forEach(this::add);
  }

  private static Line line(TrainingValue row, Place place) {
    return place.stroke() == Curve.Stroke.REFERENCE
        ? new Line(Optional.empty(), row.term(), place)
        : new Line(Optional.of(row.run()), row.term(), place);
  }

  private void add(Line line, List<Curve.Point> points) {
    Curve.Stroke stroke = line.place().stroke();
    String name =
        line.run()
            .map(run -> run.method() + ", " + RunColumns.words(run) + stroke.suffix())
            .orElse("labels");
    int tone = line.run().map(run -> data.toneOf(run.method())).orElse(-1);
    panels
        .computeIfAbsent(line.place().panel(), panel -> new ArrayList<>())
        .add(new Curve(name, tone, stroke, points).merged().thinned(POINTS));
  }

  /** Moves a chart behind the others, if there is one of that name. */
  void moveLast(String panel) {
    List<Curve> curves = panels.remove(panel);
    if (curves != null) {
      panels.put(panel, curves);
    }
  }

  /** Whether some curve is a reference. */
  boolean hasReference() {
    return panels.values().stream().flatMap(List::stream).anyMatch(Curve::isReference);
  }

  /**
   * Writes a figure per chart.
   *
   * @param quantity what screen readers hear before the chart's name, or alone where it has none
   */
  void write(Markup page, String quantity) {
    page.open("div", "class", "panels").line();
    panels.forEach(
        (title, curves) -> {
          String name = (quantity + " " + title).trim();
          List<Object> lines = curves.stream().<Object>map(Curve::drawing).toList();
          new Chart("curves", title, name + " over training steps")
              .with("steps", data.steps())
              .with("lines", lines)
              .write(page, HEIGHT, headings(), curves.stream().map(this::numbers).toList());
        });
    page.close("div").line();
  }

  /** Equal spans of steps, as few as there are steps. */
  private int spans() {
    return (int) Math.min(SPANS, data.steps());
  }

  private List<String> headings() {
    List<String> headings = new ArrayList<>(List.of("Mean over steps"));
    for (int span = 0; span < spans(); span++) {
      headings.add(start(span) + "\u2013" + (start(span + 1) - 1));
    }
    return headings;
  }

  private long start(int span) {
    return data.steps() * span / spans();
  }

  private List<String> numbers(Curve curve) {
    List<String> cells = new ArrayList<>(List.of(curve.name()));
    for (int span = 0; span < spans(); span++) {
      cells.add(Numbers.brief(curve.mean((double) start(span), (double) start(span + 1))));
    }
    return cells;
  }

  /** What colours and strokes mean. */
  static void legend(Markup page, ReportData data, boolean reference) {
    page.open("ul", "class", "legend").line();
    for (String method : data.methods()) {
      page.open("li").open("span", "class", "swatch " + data.colourOf(method)).close("span");
      page.text(method).close("li").line();
    }
    stroke(page, "stroke", "network A, or both");
    stroke(page, "stroke dashed", "network B");
    if (reference) {
      stroke(page, "stroke reference", "labels");
    }
    page.close("ul").line();
  }

  private static void stroke(Markup page, String style, String meaning) {
    page.open("li").open("span", "class", style).close("span").text(meaning).close("li");
  }
}
