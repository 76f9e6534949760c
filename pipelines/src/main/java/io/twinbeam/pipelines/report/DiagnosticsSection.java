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
    Map<DiagnosticKind, CurvePanels> panels = panels(data);
    boolean reference = panels.values().stream().anyMatch(CurvePanels::hasReference);
    CurvePanels.legend(page, data, reference);
    panels.forEach(
        (kind, curves) -> {
          page.element("h3", kind.title()).line();
          page.element("p", kind.meaning(), "class", "lead").line();
          curves.write(page, kind.title());
        });
    notes(
        page, data.summary().runs(), reference, panels.containsKey(DiagnosticKind.VALIDATION_DICE));
  }

  private static Map<DiagnosticKind, CurvePanels> panels(ReportData data) {
    Map<DiagnosticKind, List<TrainingValue>> kinds = new EnumMap<>(DiagnosticKind.class);
    for (TrainingValue row : data.diagnostics()) {
      DiagnosticKind kind = Diagnostic.of(row.term()).kind();
      kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(row);
    }
    Map<DiagnosticKind, CurvePanels> panels = new EnumMap<>(DiagnosticKind.class);
    kinds.forEach(
        (kind, rows) ->
            panels.put(kind, new CurvePanels(data, rows, term -> place(term, data.summary()))));
    return panels;
  }

  private static CurvePanels.Place place(String term, RunSummary summary) {
    Diagnostic diagnostic = Diagnostic.of(term);
    String subject = diagnostic.subject();
    boolean isClass = subject.matches("\\d{1,5}");
    return new CurvePanels.Place(
        isClass ? summary.className(Integer.parseInt(subject)) : subject, diagnostic.stroke());
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
