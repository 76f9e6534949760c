package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.storage.Folders;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that a report shows, loaded from a run directory. */
public final class ReportData {

  /** The colours of report.css. */
  private static final int TONES = 8;

  /** What only summaries of the command pseudo-label have. */
  private static final String OF_PSEUDO_LABELS = "teacherDigest";

  private static final List<String> LINKED_FILES =
      List.of(
          "metrics.csv",
          "summary.json",
          "training.csv",
          "failed-cases.csv",
          "pseudo-labels.csv",
          "pseudo-label-alarms.csv",
          "cases.csv");

  private final RunSummary summary;
  private final JsonNode provenance;
  private final List<CaseResult> results;
  private final List<TrainingValue> training;
  private final List<TrainingValue> diagnostics;
  private final long steps;
  private final List<PseudoLabelRow> pseudoLabels;
  private final List<FailedRow> failedCases;
  private final List<String> files;
  private final CaseImages images;
  private final List<String> methods;

  private ReportData(
      RunSummary summary,
      JsonNode provenance,
      Tables tables,
      List<String> files,
      CaseImages images) {
    this.summary = summary;
    this.provenance = provenance;
    this.results = tables.results();
    this.training = tables.log().stream().filter(value -> !value.isDiagnosis()).toList();
    this.diagnostics =
        tables.log().stream().filter(value -> StepLog.isDiagnostic(value.term())).toList();
    this.steps = tables.log().stream().mapToLong(TrainingValue::step).max().orElse(0) + 1;
    this.pseudoLabels = tables.pseudoLabels();
    this.failedCases = tables.failedCases();
    this.files = files;
    this.images = images;
    this.methods = methodsOf(summary, results, tables.log());
  }

  /** The rows of the tables. */
  private record Tables(
      List<CaseResult> results,
      List<TrainingValue> log,
      List<PseudoLabelRow> pseudoLabels,
      List<FailedRow> failedCases) {

    static Tables read(RunTables tables) throws IOException {
      return new Tables(
          tables.metrics(), tables.training(), tables.pseudoLabels(), tables.failedCases());
    }
  }

  /**
   * Reads summary.json, and run.json, metrics.csv, training.csv, pseudo-labels.csv and
   * failed-cases.csv where they are there.
   *
   * @param runDirectory may lie on any file system of java.nio
   * @param images where the overlays come from
   * @throws IOException where summary.json is absent or a file cannot be read
   * @throws IllegalArgumentException where a table breaks its form, or the directory is of the
   *     command pseudo-label
   */
  public static ReportData load(Path runDirectory, CaseImages images) throws IOException {
    return load(runDirectory, json(runDirectory.resolve("run.json")), images);
  }

  /**
   * Likewise, of a run whose run.json is not written yet.
   *
   * @param provenance what it will say
   */
  public static ReportData load(Path runDirectory, JsonNode provenance, CaseImages images)
      throws IOException {
    Path summary = runDirectory.resolve("summary.json");
    if (!Folders.exists(summary)) {
      throw new FileNotFoundException(
          summary + " must exist; a report needs a run that reached its evaluation");
    }
    JsonNode summarised = json(summary);
    if (summarised.has(OF_PSEUDO_LABELS)) {
      throw new IllegalArgumentException(
          runDirectory
              + " must be of a run or an evaluation, is of pseudo-label, which measures nothing;"
              + " its pseudo-labels.csv and pseudo-label-alarms.csv tell of it");
    }
    List<String> files = new ArrayList<>();
    for (String name : LINKED_FILES) {
      if (Folders.exists(runDirectory.resolve(name))) {
        files.add(name);
      }
    }
    if (!provenance.isMissingNode()) {
      files.add("run.json");
    }
    return new ReportData(
        RunSummary.of(summarised),
        provenance,
        Tables.read(new RunTables(runDirectory)),
        List.copyOf(files),
        images);
  }

  /** Results alone, of whatever runs, as if they were those of one. */
  static ReportData ofResults(RunSummary summary, List<CaseResult> results) {
    return new ReportData(
        summary,
        MissingNode.getInstance(),
        new Tables(List.copyOf(results), List.of(), List.of(), List.of()),
        List.of(),
        CaseImages.none());
  }

  private static JsonNode json(Path path) throws IOException {
    return Folders.exists(path)
        ? new ObjectMapper().readTree(Files.readAllBytes(path))
        : MissingNode.getInstance();
  }

  RunSummary summary() {
    return summary;
  }

  JsonNode provenance() {
    return provenance;
  }

  List<CaseResult> results() {
    return results;
  }

  /** The values that training works with: terms and settings. */
  List<TrainingValue> training() {
    return training;
  }

  /** What instruments measured at diagnosed steps; alarms are in the summary. */
  List<TrainingValue> diagnostics() {
    return diagnostics;
  }

  /** Where the axes of steps end: as steps count from 0, on their number. */
  long steps() {
    return steps;
  }

  List<PseudoLabelRow> pseudoLabels() {
    return pseudoLabels;
  }

  List<FailedRow> failedCases() {
    return failedCases;
  }

  /** The files of the run directory that a report links to. */
  List<String> files() {
    return files;
  }

  CaseImages images() {
    return images;
  }

  private static List<String> methodsOf(
      RunSummary summary, List<CaseResult> results, List<TrainingValue> training) {
    Set<String> names = new LinkedHashSet<>();
    summary.methods().forEach(method -> names.add(method.name()));
    results.forEach(result -> names.add(result.method()));
    training.forEach(value -> names.add(value.method()));
    return List.copyOf(names);
  }

  /** Every method of the run, in the order of summary.json. */
  List<String> methods() {
    return methods;
  }

  /** The number of a method's colour, the same in every figure. */
  int toneOf(String method) {
    return Math.floorMod(methods.indexOf(method), TONES);
  }

  /** The style class that gives a method its colour. */
  String colourOf(String method) {
    return "c" + toneOf(method);
  }
}
