package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

  List<CaseResult> metrics() throws IOException {
    return rows(
        "metrics.csv",
        row -> {
          Map<Measure, Double> values = new EnumMap<>(Measure.class);
          for (Measure measure : Measure.values()) {
            if (row.isMapped(measure.key())) {
              values.put(measure, number(row, measure.key()));
            }
          }
          return new CaseResult(
              RunColumns.of(row),
              row.get("case_id"),
              row.get("class"),
              values,
              optional(row, "diagonal_mm"),
              optional(row, "diagonal_voxels"));
        });
  }

  List<PseudoLabelRow> pseudoLabels() throws IOException {
    return rows(
        "pseudo-labels.csv",
        row ->
            new PseudoLabelRow(
                RunColumns.of(row),
                row.isMapped("round") ? Integer.parseInt(row.get("round")) : 0,
                row.get("case_id"),
                row.get("class"),
                Long.parseLong(row.get("voxels")),
                Long.parseLong(row.get("kept")),
                number(row, "mean_entropy_nats"),
                row.isMapped("threshold") ? row.get("threshold") : "",
                !row.isMapped("accepted") || Boolean.parseBoolean(row.get("accepted")),
                row.isMapped("reasons") ? row.get("reasons") : ""));
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
    Path table = runDirectory.resolve(name);
    if (!Folders.exists(table)) {
      return List.of();
    }
    try (Reader reader = Files.newBufferedReader(table);
        CSVParser records = FORMAT.parse(reader)) {
      return records.stream().map(row -> read(name, row, toRow)).toList();
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

  private static double optional(CSVRecord row, String column) {
    return row.isMapped(column) ? number(row, column) : Double.NaN;
  }

  private static double number(CSVRecord row, String column) {
    String text = row.get(column);
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
