package io.twinbeam.transforms.io;

import io.twinbeam.transforms.RecordCoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * One row of a table.
 *
 * @param order rows are written in the order of these texts; rows of one text in the order of their
 *     lines
 * @param line the row as CSV, without a line end
 */
@DefaultCoder(RecordCoder.class)
public record TableRow(String order, String line) implements Comparable<TableRow> {

  /** A row of {@code cells}, quoted where needed; null and NaN are empty. */
  public static TableRow of(String order, Object... cells) {
    StringBuilder line = new StringBuilder();
    try (CSVPrinter printer =
        new CSVPrinter(line, CSVFormat.RFC4180.builder().setRecordSeparator("").get())) {
      for (Object cell : cells) {
        printer.print(cell instanceof Double number && number.isNaN() ? "" : cell);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory refused a row", e);
    }
    return new TableRow(order, line.toString());
  }

  @Override
  public int compareTo(TableRow other) {
    int byOrder = order.compareTo(other.order);
    return byOrder != 0 ? byOrder : line.compareTo(other.line);
  }
}
