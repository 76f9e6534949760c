package io.twinbeam.pipelines.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The worst, median and best case of each method, cut in three planes. */
final class OverlaySection implements Section {

  /** Slices of all cases and planes together, which bounds the size of the page. */
  private static final int ALL_SLICES = 900;

  private static final int MOST_SLICES = 24;
  private static final int FEWEST_SLICES = 9;

  @Override
  public String id() {
    return "overlays";
  }

  @Override
  public String title() {
    return "Worst, median and best case";
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (data.results().isEmpty()) {
      page.element("p", "metrics.csv holds no results.", "class", "none").line();
      return;
    }
    Map<String, Map<String, CaseRanking.Ranked>> methods = new LinkedHashMap<>();
    data.methods().forEach(m -> methods.put(m, CaseRanking.of(m, data.results())));
    int cases = methods.values().stream().mapToInt(Map::size).sum();
    int share = ALL_SLICES / 3 / Math.max(1, cases);
    int slices = Math.max(FEWEST_SLICES, Math.min(MOST_SLICES, share));
    layers(page);
    methods.forEach(
        (method, ranks) -> {
          page.open("h3").open("span", "class", "swatch " + data.colourOf(method)).close("span");
          page.text(method).close("h3").line();
          ranks.forEach((rank, ranked) -> figure(page, data.images(), rank, ranked, slices));
          if (ranks.isEmpty()) {
            page.element("p", "This method has no results.", "class", "none").line();
          }
        });
    notes(page);
  }

  /** What can be shown over the images; style rules do it, so it works without scripts. */
  private static void layers(Markup page) {
    page.open("fieldset", "class", "layers").element("legend", "Show").line();
    layer(page, "truth", "reference");
    layer(page, "prediction", "prediction");
    layer(page, "entropy", "entropy");
    page.open("span", "class", "scale", "aria-hidden", "true").text("0");
    page.open("span", "class", "ramp").close("span").text("ln 2 nats").close("span");
    page.close("fieldset").line();
  }

  private static void layer(Markup page, String name, String words) {
    String id = "show-" + name;
    page.open("label", "for", id);
    if (name.equals("entropy")) {
      page.leaf("input", "type", "checkbox", "id", id);
    } else {
      page.leaf("input", "type", "checkbox", "id", id, "checked", "checked");
    }
    page.open("span", "class", "stroke " + name).close("span").text(words).close("label").line();
  }

  private static void figure(
      Markup page, CaseImages images, String rank, CaseRanking.Ranked ranked, int slices) {
    page.open("figure", "class", "case").open("figcaption").element("strong", rank);
    page.text(" ").element("code", ranked.caseId());
    page.element(
        "span",
        RunColumns.words(ranked.run()) + ", mean Dice " + Numbers.fixed(ranked.meanDice(), 3),
        "class",
        "detail");
    page.close("figcaption").line();
    Optional<Overlay> overlay = images.overlay(ranked.run(), ranked.caseId());
    if (overlay.isPresent()) {
      String name = rank + " case " + ranked.caseId() + " of " + ranked.run().method();
      CaseDrawing drawing = new CaseDrawing(overlay.get());
      page.open("div", "class", "planes").line();
      for (AnatomicalPlane plane : AnatomicalPlane.values()) {
        new SliceViewer(drawing, plane, slices).write(page, name);
      }
      page.close("div").line();
    } else {
      page.element("p", "The images of this case are not at hand.", "class", "none").line();
    }
    page.close("figure").line();
  }

  private static void notes(Markup page) {
    page.open("p", "class", "note").text("Ranked by the mean Dice over classes, all seeds");
    page.text(" together. Slices start at the one through the reference\u2019s centre of mass and");
    page.text(" show both objects with a margin; lines between classes are drawn too.");
    page.text(
        " Radiological orientation: the patient\u2019s right (R) is on the left of axial and");
    page.text(" coronal images, the front (A) on the left of sagittal ones. Scale is true along");
    page.text(" every axis. Intensities run from the 0.5th to the 99.5th percentile. Slices count");
    page.text(" from 1 at the left, back or foot; mm are from the first.").close("p").line();
  }
}
