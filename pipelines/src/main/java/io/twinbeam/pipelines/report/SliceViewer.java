package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.GridShape;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One plane of a case: layers of images, and a slider that says which slice they show. */
final class SliceViewer {

  // As in report.css: green and magenta stay apart for every common form of colour blindness, and
  // neither is the colour of a method.
  private static final int TRUTH_RGB = 0x12D18E;
  private static final int PREDICTION_RGB = 0xFF5FD0;

  private final CaseDrawing drawing;
  private final AnatomicalPlane plane;
  private final SliceStack stack;

  /**
   * @param most slices at most
   */
  SliceViewer(CaseDrawing drawing, AnatomicalPlane plane, int most) {
    this.drawing = drawing;
    this.plane = plane;
    this.stack = new SliceStack(drawing, plane, most);
  }

  /**
   * @param name of the case, for screen readers
   */
  void write(Markup page, String name) {
    page.open("div", "class", "plane").open("div", "class", "view").line();
    layers(page, name);
    edges(page);
    page.close("div").line();
    slider(page, name);
    page.close("div").line();
  }

  private void layers(Markup page, String name) {
    String style =
        String.format(
            Locale.ROOT,
            "--w:%d;--h:%d;--n:%d;--i:%d",
            stack.width(),
            stack.height(),
            stack.positions().size(),
            stack.middle());
    String label = plane.title() + " plane, " + name;
    page.open("div", "class", "stack", "style", style, "role", "img", "aria-label", label).line();
    layer(page, "grey", stack.grey().jpeg());
    drawing
        .overlay()
        .entropy()
        .ifPresent(entropy -> layer(page, "entropy", stack.heat(entropy).heat()));
    layer(page, "truth", stack.truth().mask(TRUTH_RGB));
    layer(page, "prediction", stack.prediction().mask(PREDICTION_RGB));
    page.close("div").line();
  }

  private static void layer(Markup page, String kind, String uri) {
    page.leaf("img", "class", "layer " + kind, "src", uri, "alt", "").line();
  }

  private void edges(Markup page) {
    String letters = plane.letters();
    List<String> edges = List.of("left", "right", "top", "bottom");
    for (int i = 0; i < edges.size(); i++) {
      String letter = letters.substring(i, i + 1);
      page.element("span", letter, "class", edges.get(i), "aria-hidden", "true");
    }
  }

  private void slider(Markup page, String name) {
    int axis = plane.normal();
    GridShape shape = drawing.overlay().image().shape();
    String slices =
        stack.positions().stream().map(String::valueOf).collect(Collectors.joining(" "));
    int middle = stack.middle();
    String text = text(stack.positions().get(middle), shape.size(axis), drawing.spacingMm(axis));
    page.open("p", "class", "position").element("span", plane.title(), "class", "title").text(" ");
    page.element("span", text, "class", "where").close("p").line();
    page.leaf(
            "input",
            "type",
            "range",
            "min",
            "0",
            "max",
            String.valueOf(stack.positions().size() - 1),
            "value",
            String.valueOf(middle),
            "aria-label",
            plane.title() + " slice, " + name,
            "aria-valuetext",
            text,
            "data-slices",
            slices,
            "data-size",
            String.valueOf(shape.size(axis)),
            "data-spacing",
            String.format(Locale.ROOT, "%.4f", drawing.spacingMm(axis)))
        .line();
  }

  /** As report.js writes it of any other slice. */
  private static String text(int position, int size, double spacingMm) {
    return "slice "
        + (position + 1)
        + " of "
        + size
        + ", "
        + Numbers.fixed(position * spacingMm, 1)
        + " mm";
  }
}
