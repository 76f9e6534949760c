package io.twinbeam.pipelines;

import io.twinbeam.pipelines.report.MetricColumn;
import io.twinbeam.pipelines.report.RunColumns;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import io.twinbeam.transforms.io.TableRow;
import io.twinbeam.transforms.io.WriteTable;
import io.twinbeam.transforms.predict.RemovedComponents;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.train.TrainingRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/** The CSV files of a run directory: their columns, and the row that each element becomes. */
final class Tables {

  private static final TypeDescriptor<TableRow> ROW = TypeDescriptor.of(TableRow.class);

  private final RunDirectory directory;
  private final boolean folded;

  /** Tables that name no run with a fold. */
  Tables(RunDirectory directory) {
    this(directory, false);
  }

  /**
   * @param folded whether the runs are those of folds
   */
  Tables(RunDirectory directory, boolean folded) {
    this.directory = directory;
    this.folded = folded;
  }

  void metrics(PCollection<CaseMetrics> metrics) {
    write(
        "Metrics",
        metrics.apply("FormatMetrics", MapElements.into(ROW).via(Tables::metricsRow)),
        WriteTable.to(
            directory.file(RunDirectory.METRICS),
            RunColumns.names(folded, columns("case_id", "class", column -> column.key()))));
  }

  private static TableRow metricsRow(CaseMetrics row) {
    String place =
        row.classId() == CaseMetrics.POOLED
            ? "/" + CaseMetrics.POOLED_NAME
            : String.format("/%03d", row.classId());
    return TableRow.of(
        order(row.run()) + row.caseId() + place,
        RunColumns.cells(
            row.run(), columns(row.caseId(), row.className(), column -> column.of(row.metrics()))));
  }

  private static Object[] columns(
      String caseId, String className, Function<MetricColumn, Object> cell) {
    return Stream.concat(
            Stream.of(caseId, className), Arrays.stream(MetricColumn.values()).map(cell))
        .toArray();
  }

  void training(PCollection<TrainingRecord> log) {
    write(
        "TrainingLog",
        log.apply("FormatTrainingLog", MapElements.into(ROW).via(Tables::trainingRow)),
        WriteTable.to(
            directory.file(RunDirectory.TRAINING),
            RunColumns.names(folded, "step", "term", "value")));
  }

  private static TableRow trainingRow(TrainingRecord row) {
    return TableRow.of(
        order(row.run()) + String.format("%09d/", row.step()) + row.term(),
        RunColumns.cells(row.run(), row.step(), row.term(), row.value()));
  }

  /**
   * @param byFold whether each case has a role for each fold
   */
  void cases(PCollection<SplitCase> cases, boolean byFold) {
    write(
        "Cases",
        cases.apply("FormatCases", MapElements.into(ROW).via(Tables::caseRow)),
        WriteTable.to(
            directory.file(RunDirectory.CASES),
            cells(
                byFold,
                "case_id",
                "fold",
                "role",
                "source",
                "channels",
                "shape",
                "class_voxels",
                "artifact",
                "content_sha256",
                "image_sha256",
                "label_sha256")));
  }

  private static TableRow caseRow(SplitCase split) {
    PreprocessedCase preprocessed = split.preprocessed();
    return TableRow.of(
        split.caseId() + (split.fold() == 0 ? "" : String.format("/%02d", split.fold())),
        cells(
            split.fold() > 0,
            split.caseId(),
            split.fold(),
            split.role().name().toLowerCase(Locale.ROOT),
            preprocessed.source(),
            preprocessed.channels(),
            preprocessed.shape(),
            preprocessed.classVoxels().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" ")),
            preprocessed.artifact(),
            preprocessed.content(),
            preprocessed.sourceDigests().get(0),
            preprocessed.sourceDigests().get(1)));
  }

  private static Object[] cells(boolean folded, Object caseId, Object fold, Object... others) {
    List<Object> cells = new ArrayList<>(List.of(caseId));
    if (folded) {
      cells.add(fold);
    }
    cells.addAll(List.of(others));
    return cells.toArray();
  }

  void failedCases(PCollection<FailedCase> failed) {
    write(
        "FailedCases",
        failed.apply("FormatFailedCases", MapElements.into(ROW).via(Tables::failedRow)),
        WriteTable.to(
            directory.file(RunDirectory.FAILED_CASES),
            "case_id",
            "source",
            "stage",
            "reason",
            "message",
            "cause"));
  }

  private static TableRow failedRow(FailedCase failed) {
    return TableRow.of(
        failed.caseId() + "/" + failed.stage(),
        failed.caseId(),
        failed.source(),
        failed.stage(),
        failed.reason(),
        failed.message(),
        failed.cause());
  }

  void entries(PCollection<ManifestEntry> entries) {
    write(
        "Entries",
        entries.apply("FormatEntries", MapElements.into(ROW).via(Tables::entryRow)),
        WriteTable.to(directory.file(RunDirectory.ENTRIES), "case_id", "entry"));
  }

  private static TableRow entryRow(ManifestEntry entry) {
    return TableRow.of(entry.caseId(), entry.caseId(), CanonicalJson.write(entry));
  }

  void ignored(PCollection<String> paths) {
    write(
        "Ignored",
        paths.apply("FormatIgnored", MapElements.into(ROW).via(path -> TableRow.of(path, path))),
        WriteTable.to(directory.file(RunDirectory.IGNORED), "path"));
  }

  void cleanUp(PCollection<RemovedComponents> removed) {
    write(
        "CleanUp",
        removed.apply("FormatCleanUp", MapElements.into(ROW).via(Tables::cleanUpRow)),
        WriteTable.to(
            directory.file(RunDirectory.CLEAN_UP),
            RunColumns.names(
                folded, "case_id", "class", "removed_components", "removed_voxels", "removed_ml")));
  }

  private static TableRow cleanUpRow(RemovedComponents row) {
    return TableRow.of(
        order(row.run()) + row.caseId() + String.format("/%03d", row.classId()),
        RunColumns.cells(
            row.run(), row.caseId(), row.classId(), row.components(), row.voxels(), row.ml()));
  }

  private static void write(String what, PCollection<TableRow> rows, WriteTable table) {
    rows.apply("Write" + what, table);
  }

  /** Sorts rows by their run. */
  static String order(RunName run) {
    String fold = run.fold() == 0 ? "" : String.format("/%02d", run.fold());
    return run.method() + fold + String.format("/%019d/", run.seed());
  }
}
