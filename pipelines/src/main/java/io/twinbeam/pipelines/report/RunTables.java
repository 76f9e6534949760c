package io.twinbeam.pipelines.report;

import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.Distances;
import io.twinbeam.model.metric.Lesions;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the CSV tables of a run directory; an absent table has no rows. */
final class RunTables {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private final Path runDirectory;

  RunTables(Path runDirectory) {
    this.runDirectory = runDirectory;
  }

  /** The results on each class; those on all classes as one object are in summary.json. */
  List<CaseResult> metrics() throws IOException {
    return rows(
        "metrics.csv",
        row -> !row.get("class").equals(CaseMetrics.POOLED_NAME),
        row ->
            new CaseResult(
                RunColumns.of(row),
                row.get("case_id"),
                Integer.parseInt(row.get("class")),
                new ClassMetrics(
                    number(row, "dice"),
                    number(row, "jaccard"),
                    distances(row, "mm"),
                    distances(row, "voxels"),
                    number(row, "surface_dice"),
                    number(row, "volume_ml"),
                    number(row, "reference_volume_ml"),
                    new Lesions(
                        count(row, "lesions"),
                        count(row, "reference_lesions"),
                        count(row, "detected_lesions"),
                        count(row, "false_lesions")))));
  }

  private static Distances distances(CSVRecord row, String unit) {
    return new Distances(
        number(row, "hd95_" + unit),
        number(row, "asd_" + unit),
        number(row, "assd_" + unit),
        number(row, "diagonal_" + unit));
  }

  private static int count(CSVRecord row, String column) {
    return Integer.parseInt(row.get(column));
  }

  List<TrainingValue> training() throws IOException {
    return rows(
        "training.csv",
        row ->
            new TrainingValue(
                RunColumns.of(row),
                row.get("term"),
                Long.parseLong(row.get("step")),
                number(row, "value")));
  }

  List<FailedRow> failedCases() throws IOException {
    return rows(
        "failed-cases.csv",
        row ->
            new FailedRow(
                row.get("case_id"),
                row.get("source"),
                row.get("stage"),
                row.get("reason"),
                row.get("message"),
                row.get("cause")));
  }

  private <T> List<T> rows(String name, Function<CSVRecord, T> toRow) throws IOException {
    return rows(name, row -> true, toRow);
  }

  private <T> List<T> rows(String name, Predicate<CSVRecord> wanted, Function<CSVRecord, T> toRow)
      throws IOException {
    Path table = runDirectory.resolve(name);
    if (!Files.exists(table)) {
      return List.of();
    }
    try (Reader reader = Files.newBufferedReader(table);
        CSVParser records = FORMAT.parse(reader)) {
      return records.stream().filter(wanted).map(row -> read(name, row, toRow)).toList();
    }
  }

  private static <T> T read(String name, CSVRecord row, Function<CSVRecord, T> toRow) {
    try {
      return toRow.apply(row);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + " record " + row.getRecordNumber() + " must follow its header: " + e.getMessage(),
          e);
    }
  }

  private static double number(CSVRecord row, String column) {
    String text = row.get(column);
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
