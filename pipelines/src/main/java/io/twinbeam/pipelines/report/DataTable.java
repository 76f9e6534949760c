package io.twinbeam.pipelines.report;

/**
 * The box that a table scrolls in, reachable by keyboard, so that the page itself never scrolls.
 */
final class DataTable {

  private DataTable() {}

  static void open(Markup page, String label) {
    page.open("div", "class", "scroll", "role", "region", "aria-label", label, "tabindex", "0");
    page.open("table").line();
  }

  static void close(Markup page) {
    page.close("table").close("div").line();
  }
}
