package io.twinbeam.pipelines.report;

/** Links to the numbers behind the page, which lie beside it. */
final class FilesSection implements Section {

  @Override
  public String id() {
    return "files";
  }

  @Override
  public String title() {
    return "Files";
  }

  @Override
  public void write(Markup page, ReportData data) {
    page.open("ul", "class", "files").line();
    for (String file : data.files()) {
      page.open("li").element("a", file, "href", file).text(" " + content(file)).close("li").line();
    }
    page.close("ul").line();
  }

  private static String content(String file) {
    return switch (file) {
      case "metrics.csv" -> "every measure of every case and class";
      case "summary.json" -> "the headline table and the alarms";
      case "training.csv" -> "every term at every step, and the diagnostics";
      case "cases.csv" -> "what each case was used as, with its digests";
      case "pseudo-label-alarms.csv" -> "what looked wrong with pseudo-labels";
      case "failed-cases.csv" -> "cases that could not be used, with reasons";
      case "pseudo-labels.csv" -> "the pseudo-labels and their uncertainty";
      default -> "settings, digests and versions: what made this run";
    };
  }
}
