package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Values of training as figures over its steps, several terms in a panel. */
final class CurvePanels {

  /** Longer curves are thinned to so many points. */
  static final int POINTS = 120;

  /**
   * Where a term goes.
   *
   * @param panel may be empty where it is the only one
   * @param stroke its line there
   */
  record Place(String panel, Curve.Stroke stroke) {}

  /** Of no run, where it is a reference. */
  private record Line(Optional<RunName> run, String term, Place place) {}

  private final ReportData data;
  private final Map<String, List<Curve>> panels = new LinkedHashMap<>();

  /**
   * Panels in the order of {@code rows}, in each a curve per term and run. A reference is one curve
   * over all runs, the mean of what they have.
   */
  CurvePanels(ReportData data, List<TrainingValue> rows, Function<String, Place> places) {
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
    String colour = line.run().map(run -> data.colourOf(run.method())).orElse("");
    panels
        .computeIfAbsent(line.place().panel(), panel -> new ArrayList<>())
        .add(new Curve(colour, line.place().stroke(), points).merged().thinned(POINTS));
  }

  /** Moves a panel behind the others, if there is one of that name. */
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
   * Writes a figure per panel.
   *
   * @param quantity what screen readers hear before the panel's name, or alone where it has none
   */
  void write(Markup page, String quantity) {
    page.open("div", "class", "panels").line();
    panels.forEach(
        (title, curves) -> {
          page.open("figure");
          if (!title.isEmpty()) {
            page.element("figcaption", title).line();
          }
          String name = (quantity + " " + title).trim();
          new LinePlot(page, data.steps(), curves).draw(name + " over training steps", curves);
          page.close("figure").line();
        });
    page.close("div").line();
  }

  /** What colours and strokes mean. */
  static void legend(Markup page, ReportData data, boolean reference) {
    page.open("ul", "class", "legend").line();
    for (String method : data.methods()) {
      page.open("li").open("span", "class", "swatch " + data.colourOf(method)).close("span");
      page.text(method).close("li").line();
    }
    stroke(page, "stroke", "network A");
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
