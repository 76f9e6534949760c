package io.twinbeam.pipelines.report;

import java.util.List;

/** The top of the page: what was run, on how many cases, and what a reader must know of it. */
final class PageHeader {

  private static final String VALIDATION = "validation";

  private PageHeader() {}

  static void write(Markup page, ReportData data, List<Section> sections) {
    RunSummary summary = data.summary();
    page.open("header").line();
    page.element("p", "Twinbeam experiment report", "class", "eyebrow").line();
    page.element("h1", summary.experiment()).line();
    page.open("p", "class", "run").text("Run ").element("code", summary.runId()).text(" ");
    ProvenanceSection.copy(page, "Copy", "data-copy", summary.runId(), "the run's ID");
    page.close("p").line();
    facts(page, summary);
    if (summary.labelsUsedInCrop()) {
      page.open("p", "class", "warning", "role", "note").element("strong", "Labels were used. ");
      page.text("A recipe cropped with the reference labels, which tells the networks where the");
      page.text(" object lies. These results do not stand for new patients.").close("p").line();
    }
    if (summary.evaluated().equals(VALIDATION)) {
      page.open("p", "class", "warning", "role", "note").element("strong", "Validation cases. ");
      page.text("These results are of the validation cases, to choose settings by. The test cases");
      page.text(" were left alone.").close("p").line();
    }
    contents(page, sections);
    page.close("header").line();
  }

  private static void facts(Markup page, RunSummary summary) {
    page.open("dl", "class", "facts").line();
    fact(page, "Test cases", count(summary, "test"));
    if (summary.cases().getOrDefault(VALIDATION, 0L) > 0) {
      fact(page, "Validation cases", count(summary, VALIDATION));
    }
    if (summary.folds() > 0) {
      fact(page, "Folds", String.valueOf(summary.folds()));
    }
    fact(page, "Labelled", count(summary, "labelled"));
    fact(page, "Unlabelled", count(summary, "unlabelled"));
    fact(page, "Failed", count(summary, "failed"));
    fact(page, "Checkpoint", summary.checkpoint());
    fact(page, "Crop used labels", summary.labelsUsedInCrop() ? "yes" : "no");
    page.close("dl").line();
  }

  private static String count(RunSummary summary, String role) {
    Long count = summary.cases().get(role);
    return count == null ? Numbers.UNDEFINED : count.toString();
  }

  private static void fact(Markup page, String name, String value) {
    page.open("div").element("dt", name).element("dd", value).close("div").line();
  }

  /** The table of contents, and what scripts tell and readers without them must know. */
  static void contents(Markup page, List<Section> sections) {
    page.element("p", "", "id", "said", "class", "unseen", "role", "status").line();
    page.open("noscript").open("p", "class", "note");
    page.text("Charts and sliders need scripts, which are off. The numbers of each chart stand");
    page.text(" beneath it.").close("p").close("noscript").line();
    page.open("nav", "aria-label", "Contents").open("ul").line();
    for (Section section : sections) {
      page.open("li").element("a", section.title(), "href", "#" + section.id()).close("li").line();
    }
    page.close("ul").close("nav").line();
  }
}
