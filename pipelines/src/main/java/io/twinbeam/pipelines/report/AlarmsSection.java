package io.twinbeam.pipelines.report;

import java.util.List;
import java.util.TreeSet;

/** What went wrong in training, before anybody reads a figure that came of it. */
final class AlarmsSection implements Section {

  private static final List<String> WORDS = List.of("Alarm", "At the end", "Method");
  private static final List<String> NUMBERS =
      List.of("Seed", "Predicted", "Labels", "First step", "Last step", "Raised");

  @Override
  public String id() {
    return "alarms";
  }

  @Override
  public String title() {
    return "Alarms";
  }

  @Override
  public boolean appliesTo(ReportData data) {
    return !data.summary().alarms().isEmpty();
  }

  @Override
  public void write(Markup page, ReportData data) {
    List<Alarm> alarms = data.summary().alarms();
    lead(page, alarms);
    DataTable.open(page, "Alarms by run");
    boolean folded = data.summary().folds() > 0;
    heading(page, folded);
    page.open("tbody").line();
    alarms.forEach(alarm -> row(page, data, alarm, folded));
    page.close("tbody");
    DataTable.close(page);
    advice(page, alarms);
    page.open("p", "class", "note").text("Predicted and Labels are shares of all voxels of the");
    page.text(" batch at the last step that raised the alarm. Steps count from 0. Raised: at how");
    page.text(" many of the diagnosed steps since the first.").close("p").line();
  }

  private static void lead(Markup page, List<Alarm> alarms) {
    long held = alarms.stream().filter(Alarm::heldAtEnd).count();
    if (held == 0) {
      page.element("p", "All had recovered by the last diagnosed step.", "class", "lead").line();
      return;
    }
    String count = held == 1 ? "1 alarm" : held + " alarms";
    page.open("p", "class", "warning");
    page.element("strong", count + " held at the end of training. ");
    page.text("The results below include networks that went wrong; they do not show what their");
    page.text(" method can do.");
    page.close("p").line();
  }

  private static void heading(Markup page, boolean folded) {
    page.open("thead").open("tr");
    WORDS.forEach(heading -> page.element("th", heading, "scope", "col"));
    if (folded) {
      page.element("th", "Fold", "scope", "col", "class", "num");
    }
    NUMBERS.forEach(heading -> page.element("th", heading, "scope", "col", "class", "num"));
    page.close("tr").close("thead").line();
  }

  private static void row(Markup page, ReportData data, Alarm alarm, boolean folded) {
    String finding =
        alarm.finding(data.summary().partName(String.valueOf(alarm.classId().orElse(0))));
    page.open("tr").element("th", sentence(finding), "scope", "row", "class", "finding");
    String state = alarm.heldAtEnd() ? "held" : "recovered";
    page.element("td", state, "class", state);
    page.open("td", "class", "method");
    page.open("span", "class", "swatch " + data.colourOf(alarm.method())).close("span");
    page.text(alarm.method()).close("td");
    if (folded) {
      number(page, String.valueOf(alarm.fold().orElse(0)));
    }
    number(page, String.valueOf(alarm.seed()));
    number(page, percent(alarm.share().orElse(Double.NaN)));
    number(page, percent(alarm.labels().orElse(Double.NaN)));
    number(page, String.valueOf(alarm.firstStep()));
    number(page, String.valueOf(alarm.lastStep()));
    number(page, alarm.timesRaised() + " of " + alarm.timesDiagnosed());
    page.close("tr").line();
  }

  private static String sentence(String finding) {
    return Character.toUpperCase(finding.charAt(0)) + finding.substring(1);
  }

  private static void number(Markup page, String text) {
    page.element("td", text, "class", "num");
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? Numbers.UNDEFINED : Numbers.fixed(100 * share, 2) + "\u00a0%";
  }

  private static void advice(Markup page, List<Alarm> alarms) {
    TreeSet<String> kinds = new TreeSet<>();
    alarms.forEach(alarm -> kinds.add(alarm.alarm()));
    page.open("dl", "class", "advice").line();
    if (kinds.contains(Alarm.COLLAPSE)) {
      page.element("dt", "Hardly any foreground");
      page.element(
          "dd",
          "The network calls nearly every voxel background, far more than the labels do. Where"
              + " networks learn from each other, it teaches the other one the same.");
    }
    if (kinds.contains(Alarm.LOST_CLASS)) {
      page.element("dt", "Hardly any of one class");
      page.element(
          "dd",
          "The network has given the class up, mostly a small one, for its neighbours or for"
              + " background. Without pseudo-labels of the class it seldom comes back.");
    }
    cures(page);
    page.close("dl").line();
  }

  private static void cures(Markup page) {
    page.element("dt", "What to try").open("dd");
    page.text("One at a time: a longer warm-up (").element("code", "objective.warmUp");
    page.text("); a lower weight of the terms that read unlabelled patches (");
    page.element("code", "objective.terms.TERM.weight").text("); more patches with foreground (");
    page.element("code", "training.foregroundShare").text("); a lower learning rate (");
    page.element("code", "training.learningRate").text(").").close("dd").line();
  }
}
