package io.twinbeam.pipelines.report;

import java.io.IOException;
import java.io.UncheckedIOException;
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
   * @throws IOException where they cannot be for the time being
   */
  public static String render(ReportData data) throws IOException {
    List<Section> sections = SECTIONS.stream().filter(section -> section.appliesTo(data)).toList();
    try {
      return PageFrame.write(
          data.summary().experiment() + " \u2013 Twinbeam report",
          "Made by Twinbeam from the files of this run alone.",
          page -> PageHeader.write(page, data, sections),
          sections,
          data);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
