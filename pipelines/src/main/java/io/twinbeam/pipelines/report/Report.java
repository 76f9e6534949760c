package io.twinbeam.pipelines.report;

import java.util.List;

/** Renders the report of a run as one HTML page that needs no other file and no network. */
public final class Report {

  private static final List<Section> SECTIONS =
      List.of(
          new AlarmsSection(),
          new ResultsSection(),
          new DistributionSection(),
          new CurvesSection(),
          new DiagnosticsSection(),
          new PseudoLabelSection(),
          new OverlaySection(),
          new FailedSection(),
          new ProvenanceSection(),
          new FilesSection());

  private Report() {}

  /**
   * The page, UTF-8 when written. The same data give the same text.
   *
   * @param data what to show; its overlays are read while rendering
   */
  public static String render(ReportData data) {
    Markup page = new Markup();
    page.open("html", "lang", "en").line();
    head(page, data);
    page.open("body").line();
    page.element("a", "Skip to the results", "class", "skip", "href", "#main");
    List<Section> sections = SECTIONS.stream().filter(section -> section.appliesTo(data)).toList();
    PageHeader.write(page, data, sections);
    page.open("main", "id", "main").line();
    for (Section section : sections) {
      page.open("section", "id", section.id(), "aria-labelledby", section.id() + "-title");
      page.element("h2", section.title(), "id", section.id() + "-title").line();
      section.write(page, data);
      page.close("section").line();
    }
    page.close("main").line();
    page.element("footer", "Made by Twinbeam from the files of this run alone.").line();
    page.script(PageText.charts()).script(PageText.behaviour());
    return page.close("body").close("html").finish();
  }

  private static void head(Markup page, ReportData data) {
    page.open("head").line();
    page.leaf("meta", "charset", "utf-8").line();
    page.leaf("meta", "http-equiv", "Content-Security-Policy", "content", policy()).line();
    page.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.leaf("meta", "name", "color-scheme", "content", "light dark").line();
    page.element("title", data.summary().experiment() + " \u2013 Twinbeam report").line();
    page.style(PageText.styleSheet()).close("head").line();
  }

  /** Belt and braces: even a page with an unknown flaw loads nothing and runs nothing else. */
  private static String policy() {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
        + PageText.policySource(PageText.charts())
        + " "
        + PageText.policySource(PageText.behaviour());
  }
}
