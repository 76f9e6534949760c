package io.twinbeam.pipelines.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The learning curves: a panel per term, networks A and B of a term in one panel. */
final class CurvesSection implements Section {

  private static final int POINTS = 120;
  private static final List<String> SETTINGS = List.of("ramp", "learningRate");

  private record Line(String method, long seed, String term) {}

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
    legend(page, data);
    // Steps count from 0, so the axis ends on their number.
    long steps = data.training().stream().mapToLong(TrainingValue::step).max().orElse(0) + 1;
    page.open("div", "class", "panels").line();
    panels(data)
        .forEach(
            (term, curves) -> {
              page.open("figure").element("figcaption", term).line();
              new LinePlot(page, steps, curves).draw(term + " over training steps", curves);
              page.close("figure").line();
            });
    page.close("div").line();
    page.open("p", "class", "note")
        .text("Terms as the objective names them, before their weights,");
    page.text(" over training steps; one line per seed. Long runs are drawn as the means of equal");
    page.text(" spans of steps, at most " + POINTS + " per line.").close("p").line();
  }

  /** Curves by term, in the order of training.csv with what is set rather than learned last. */
  private static Map<String, List<Curve>> panels(ReportData data) {
    Map<Line, List<Curve.Point>> lines = new LinkedHashMap<>();
    for (TrainingValue row : data.training()) {
      lines
          .computeIfAbsent(
              new Line(row.method(), row.seed(), row.term()), line -> new ArrayList<>())
          .add(new Curve.Point(row.step(), row.value()));
    }
    Map<String, List<Curve>> panels = new LinkedHashMap<>();
    lines.forEach(
        (line, points) -> {
          points.sort(Comparator.comparingDouble(Curve.Point::step));
          Curve curve = new Curve(data.colourOf(line.method()), isOfB(line.term()), points);
          panels
              .computeIfAbsent(panel(line.term()), term -> new ArrayList<>())
              .add(curve.thinned(POINTS));
        });
    for (String setting : SETTINGS) {
      List<Curve> curves = panels.remove(setting);
      if (curves != null) {
        panels.put(setting, curves);
      }
    }
    return panels;
  }

  private static boolean isOfB(String term) {
    return term.endsWith(".B");
  }

  private static String panel(String term) {
    return isOfB(term) || term.endsWith(".A") ? term.substring(0, term.length() - 2) : term;
  }

  private static void legend(Markup page, ReportData data) {
    page.open("ul", "class", "legend").line();
    for (String method : data.methods()) {
      page.open("li").open("span", "class", "swatch " + data.colourOf(method)).close("span");
      page.text(method).close("li").line();
    }
    page.open("li").open("span", "class", "stroke").close("span").text("network A").close("li");
    page.open("li").open("span", "class", "stroke dashed").close("span").text("network B");
    page.close("li").close("ul").line();
  }
}
