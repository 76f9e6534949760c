package io.twinbeam.pipelines.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What instruments measured while networks learned: a group per kind, a panel per class or term.
 */
final class DiagnosticsSection implements Section {

  @Override
  public String id() {
    return "diagnostics";
  }

  @Override
  public String title() {
    return "Diagnostics";
  }

  @Override
  public boolean appliesTo(ReportData data) {
    return !data.diagnostics().isEmpty();
  }

  @Override
  public void write(Markup page, ReportData data) {
    Map<DiagnosticKind, CurveFigures> panels = panels(data);
    boolean reference = panels.values().stream().anyMatch(CurveFigures::hasReference);
    CurveFigures.legend(page, data, reference);
    panels.forEach(
        (kind, curves) -> {
          page.element("h3", kind.title()).line();
          page.element("p", kind.meaning(), "class", "lead").line();
          curves.write(page, kind.title());
        });
    notes(
        page, data.summary().runs(), reference, panels.containsKey(DiagnosticKind.VALIDATION_DICE));
  }

  private static Map<DiagnosticKind, CurveFigures> panels(ReportData data) {
    Map<DiagnosticKind, List<TrainingValue>> kinds = new EnumMap<>(DiagnosticKind.class);
    for (TrainingValue row : data.diagnostics()) {
      DiagnosticKind kind = Diagnostic.of(row.term()).kind();
      kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(row);
    }
    List<TrainingValue> ramp =
        data.training().stream().filter(row -> row.term().equals(CurvesSection.RAMP)).toList();
    if (!ramp.isEmpty()) {
      kinds.put(DiagnosticKind.RAMP, ramp);
    }
    Map<DiagnosticKind, CurveFigures> panels = new EnumMap<>(DiagnosticKind.class);
    kinds.forEach(
        (kind, rows) ->
            panels.put(kind, new CurveFigures(data, rows, term -> place(term, data.summary()))));
    return panels;
  }

  private static CurveFigures.Place place(String term, RunSummary summary) {
    if (term.equals(CurvesSection.RAMP)) {
      return new CurveFigures.Place("", Curve.Stroke.SOLID);
    }
    Diagnostic diagnostic = Diagnostic.of(term);
    String subject = diagnostic.subject();
    boolean isClass = subject.matches("\\d{1,5}");
    return new CurveFigures.Place(
        isClass ? summary.partName(subject) : subject, diagnostic.stroke());
  }

  private static void notes(Markup page, String runs, boolean reference, boolean validated) {
    page.open("p", "class", "note").text("Measured on single batches");
    page.text(validated ? ", but for the Dice of validation cases" : "");
    page.text(", so they scatter. No network");
    page.text(
        " learns from them. One line per " + runs + ". Where there are few diagnosed steps, each");
    page.text(" has a point.");
    if (reference) {
      page.text(" The line of the labels is their mean over all runs.");
    }
    page.close("p").line();
  }
}
