package io.twinbeam.pipelines.report;

import io.twinbeam.model.metric.Statistics;
import java.util.List;

/** The Dice of every single case: a mean hides the patient on whom a method failed. */
final class DistributionSection implements Section {

  @Override
  public String id() {
    return "cases";
  }

  @Override
  public String title() {
    return "Dice per case";
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (data.results().isEmpty()) {
      page.element("p", "metrics.csv holds no results.", "class", "none").line();
      return;
    }
    List<Integer> classes =
        data.results().stream().map(CaseResult::classId).distinct().sorted().toList();
    page.open("div", "class", "panels").line();
    for (int classId : classes) {
      List<CaseResult> results =
          data.results().stream().filter(result -> result.classId() == classId).toList();
      String name = data.summary().className(classId);
      page.open("figure").element("figcaption", name).line();
      new StripPlot(page, data.results()).draw(describe(name, data, results), data, results);
      page.close("figure").line();
    }
    page.close("div").line();
    page.open("p", "class", "note").text("A mark is one case with one ");
    page.text(data.summary().runs() + "; a cross is a miss.");
    page.text(" Boxes span the middle half of the cases, the line is the median. Point at a mark");
    page.text(" to see its case.").close("p").line();
  }

  private static String describe(String name, ReportData data, List<CaseResult> results) {
    StringBuilder text = new StringBuilder("Dice of ").append(name).append('.');
    for (String method : data.methods()) {
      Statistics dice =
          Statistics.of(
              results.stream()
                  .filter(result -> result.method().equals(method))
                  .mapToDouble(result -> result.metrics().dice())
                  .toArray());
      text.append(' ').append(method);
      text.append(": least ").append(Numbers.fixed(dice.quantile(0), 3));
      text.append(", median ").append(Numbers.fixed(dice.median(), 3));
      text.append(", greatest ").append(Numbers.fixed(dice.quantile(1), 3)).append('.');
    }
    return text.toString();
  }
}
