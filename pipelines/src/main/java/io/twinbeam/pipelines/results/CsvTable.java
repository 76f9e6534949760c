package io.twinbeam.pipelines.results;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the tables that pipelines write. */
public final class CsvTable {

  private CsvTable() {}

  public static List<CSVRecord> read(Path path) throws IOException {
    return read(path, row -> true);
  }

  /** The rows that {@code wanted} takes; the others are not kept in memory. */
  static List<CSVRecord> read(Path path, Predicate<CSVRecord> wanted) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(path);
        CSVParser parser = CSVParser.parse(reader, format)) {
      return parser.stream().filter(wanted).toList();
    }
  }
}
