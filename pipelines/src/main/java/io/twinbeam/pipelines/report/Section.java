package io.twinbeam.pipelines.report;

/** One part of the page, with its entry in the table of contents. */
interface Section {

  /** The anchor. */
  String id();

  String title();

  /** Whether the page has this part; with nothing to show, most say so instead. */
  default boolean appliesTo(ReportData data) {
    return true;
  }

  /** Writes the content under the heading. */
  void write(Markup page, ReportData data);
}
