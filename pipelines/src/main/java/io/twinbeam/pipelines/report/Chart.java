package io.twinbeam.pipelines.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chart, which the page's script draws from the data that stand beside it, and its numbers as a
 * table beneath, for readers without a screen or without scripts.
 */
final class Chart {

  private final String title;
  private final String description;
  private final Map<String, Object> data = new LinkedHashMap<>();

  /**
   * @param kind what report.js has a drawing for
   * @param title the caption
   * @param description what a screen reader says of it
   */
  Chart(String kind, String title, String description) {
    this.title = title;
    this.description = description;
    data.put("kind", kind);
  }

  /** Adds a property of the drawing. */
  Chart with(String name, Object value) {
    data.put(name, value);
    return this;
  }

  /**
   * Writes the figure.
   *
   * @param height of the drawing in pixels
   * @param headings of the table's columns, the first of what names its rows
   */
  void write(Markup page, int height, List<String> headings, List<List<String>> rows) {
    page.open("figure", "class", "chart");
    if (!title.isEmpty()) {
      page.element("figcaption", title);
    }
    page.line().open("div", "class", "canvas", "style", "height:" + height + "px");
    page.open("div", "role", "img", "aria-label", description).close("div");
    page.close("div").line();
    page.data(data);
    page.open("details", "class", "numbers").open("summary").text("Numbers");
    page.element("span", " of " + description, "class", "unseen").close("summary").line();
    table(page, headings, rows);
    page.close("details").close("figure").line();
  }

  private void table(Markup page, List<String> headings, List<List<String>> rows) {
    DataTable.open(page, "Numbers of " + description);
    page.open("thead").open("tr");
    for (int i = 0; i < headings.size(); i++) {
      page.element("th", headings.get(i), "scope", "col", "class", i == 0 ? "name" : "num");
    }
    page.close("tr").close("thead").line().open("tbody").line();
    for (List<String> row : rows) {
      page.open("tr").element("th", row.get(0), "scope", "row");
      row.stream().skip(1).forEach(cell -> page.element("td", cell, "class", "num"));
      page.close("tr").line();
    }
    page.close("tbody");
    DataTable.close(page);
  }
}
