package io.twinbeam.pipelines.report;

/** One part of the page, with its entry in the table of contents. */
interface Section {

  /** The anchor. */
  String id();

  String title();

  /** Writes the content under the heading. */
  void write(Markup page, ReportData data);
}
