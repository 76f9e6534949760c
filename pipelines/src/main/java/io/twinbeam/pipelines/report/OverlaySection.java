package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.Reorient;
import java.util.Map;
import java.util.Optional;

/** The best, median and worst case of each method, cut in three planes. */
final class OverlaySection implements Section {

  @Override
  public String id() {
    return "overlays";
  }

  @Override
  public String title() {
    return "Best, median and worst case";
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (data.results().isEmpty()) {
      page.element("p", "metrics.csv holds no results.", "class", "none").line();
      return;
    }
    legend(page);
    for (String method : data.methods()) {
      page.open("h3").open("span", "class", "swatch " + data.colourOf(method)).close("span");
      page.text(method).close("h3").line();
      Map<String, CaseRanking.Ranked> cases = CaseRanking.of(method, data.results());
      cases.forEach((rank, ranked) -> figure(page, data.images(), method, rank, ranked));
      if (cases.isEmpty()) {
        page.element("p", "This method has no results.", "class", "none").line();
      }
    }
    page.open("p", "class", "note").text("Ranked by the mean Dice over classes, all seeds");
    page.text(
        " together. The planes meet in the reference\u2019s centre of mass and show both objects");
    page.text(" with a margin; lines between classes are drawn too. Radiological orientation: the");
    page.text(
        " patient\u2019s right (R) is on the left of axial and coronal images, the front (A) on");
    page.text(
        " the left of sagittal ones. Scale is true along every axis. Intensities run from the");
    page.text(" 0.5th to the 99.5th percentile.").close("p").line();
  }

  private static void legend(Markup page) {
    page.open("ul", "class", "legend").line();
    page.open("li").open("span", "class", "stroke truth").close("span").text("reference");
    page.close("li").open("li").open("span", "class", "stroke prediction").close("span");
    page.text("prediction").close("li").close("ul").line();
  }

  private static void figure(
      Markup page, CaseImages images, String method, String rank, CaseRanking.Ranked ranked) {
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
      planes(page, rank + " case " + ranked.caseId() + " of " + method, overlay.get());
    } else {
      page.element("p", "The images of this case are not at hand.", "class", "none").line();
    }
    page.close("figure").line();
  }

  private static void planes(Markup page, String name, Overlay overlay) {
    OverlayImage drawing =
        new OverlayImage(
            new Overlay(
                Reorient.toRas(overlay.image()),
                Reorient.toRas(overlay.reference()),
                Reorient.toRas(overlay.prediction())));
    page.open("div", "class", "planes").line();
    for (AnatomicalPlane plane : AnatomicalPlane.values()) {
      page.open("div", "class", "plane").open("div", "class", "view");
      page.leaf(
          "img",
          "src",
          OverlayImage.dataUri(drawing.draw(plane)),
          "alt",
          plane.title() + " plane, " + name);
      String letters = plane.letters();
      String[] edges = {"left", "right", "top", "bottom"};
      for (int i = 0; i < edges.length; i++) {
        String letter = letters.substring(i, i + 1);
        page.element("span", letter, "class", edges[i], "aria-hidden", "true");
      }
      page.close("div");
      String axis = "xyz".substring(plane.normal(), plane.normal() + 1);
      page.element("p", plane.title() + ", " + axis + " = " + drawing.position(plane));
      page.close("div").line();
    }
    page.close("div").line();
  }
}
