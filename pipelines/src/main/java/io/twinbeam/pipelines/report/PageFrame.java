package io.twinbeam.pipelines.report;

import java.util.List;
import java.util.function.Consumer;

/** What every page has around its sections: head, policy, header, footer and scripts. */
final class PageFrame {

  private PageFrame() {}

  /**
   * A page, UTF-8 when written.
   *
   * @param header writes the header
   * @param data what the sections show
   */
  static String write(
      String title,
      String footer,
      Consumer<Markup> header,
      List<Section> sections,
      ReportData data) {
    String charts = PageText.charts();
    String behaviour = PageText.behaviour();
    Markup page = new Markup();
    page.open("html", "lang", "en").line();
    head(page, title, PageText.policySource(charts) + " " + PageText.policySource(behaviour));
    page.open("body").line();
    page.element("a", "Skip to the results", "class", "skip", "href", "#main");
    header.accept(page);
    page.open("main", "id", "main").line();
    for (Section section : sections) {
      page.open("section", "id", section.id(), "aria-labelledby", section.id() + "-title");
      page.element("h2", section.title(), "id", section.id() + "-title").line();
      section.write(page, data);
      page.close("section").line();
    }
    page.close("main").line();
    page.element("footer", footer).line();
    page.script(charts).script(behaviour);
    return page.close("body").close("html").finish();
  }

  private static void head(Markup page, String title, String scripts) {
    // Belt and braces: even a page with an unknown flaw loads nothing and runs nothing else.
    String policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src " + scripts;
    page.open("head").line();
    page.leaf("meta", "charset", "utf-8").line();
    page.leaf("meta", "http-equiv", "Content-Security-Policy", "content", policy).line();
    page.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.leaf("meta", "name", "color-scheme", "content", "light dark").line();
    page.element("title", title).line();
    page.style(PageText.styleSheet()).close("head").line();
  }
}
