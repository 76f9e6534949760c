package io.twinbeam.pipelines.report;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Every single case by every measure: a mean hides the patient on whom a method failed. */
final class DistributionSection implements Section {

  @Override
  public String id() {
    return "cases";
  }

  @Override
  public String title() {
    return "Every case";
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (data.results().isEmpty()) {
      page.element("p", "metrics.csv holds no results.", "class", "none").line();
      return;
    }
    List<Measure> others = new ArrayList<>(List.of(Measure.values()));
    others.removeAll(Measure.HEADLINE);
    figures(page, data, Measure.HEADLINE);
    if (others.stream().anyMatch(measure -> isMeasured(data, measure))) {
      page.open("details", "class", "more").element("summary", "More measures").line();
      figures(page, data, others);
      page.close("details").line();
    }
    page.open("p", "class", "note").text("A mark is one case with one ");
    page.text(data.summary().runs() + "; a cross is a miss, which has no distance.");
    page.text(" Boxes span the middle half of the cases, the line is the median, whiskers end at");
    page.text(" the farthest case within one and a half times the box. Point at a mark to see its");
    page.text(" case.").close("p").line();
  }

  private static boolean isMeasured(ReportData data, Measure measure) {
    return data.results().stream().anyMatch(result -> result.has(measure));
  }

  private static void figures(Markup page, ReportData data, List<Measure> measures) {
    page.open("div", "class", "panels wide").line();
    for (Measure measure : measures) {
      if (isMeasured(data, measure)) {
        figure(data, measure).write(page);
      }
    }
    page.close("div").line();
  }

  private static BoxFigure figure(ReportData data, Measure measure) {
    BoxFigure figure = new BoxFigure(measure.heading(), measure.decimals(), !measure.isDistance());
    if (measure.isDistance()) {
      figure.within("least", 0);
    } else if (measure.ranks()) {
      figure.within("most", 1);
    }
    TreeSet<String> parts = new TreeSet<>(Part.ORDER);
    data.results().forEach(result -> parts.add(result.part()));
    for (String part : parts) {
      for (String method : data.methods()) {
        List<BoxFigure.Mark> marks =
            data.results().stream()
                .filter(result -> result.part().equals(part) && result.method().equals(method))
                .filter(result -> result.has(measure))
                .map(result -> mark(result, measure))
                .toList();
        if (!marks.isEmpty()) {
          figure.add(data.summary().partName(part), method, data.toneOf(method), marks);
        }
      }
    }
    return figure;
  }

  private static BoxFigure.Mark mark(CaseResult result, Measure measure) {
    return new BoxFigure.Mark(
        result.caseId() + ", " + RunColumns.words(result.run()),
        result.counted(measure),
        measure.ranks() && result.isMiss());
  }
}
