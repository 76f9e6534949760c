package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

final class TableRowTest {

  @Test
  void plainCellsStandAsTheyAre() {
    assertEquals("a,1,0.5,-3,true", TableRow.of("", "a", 1, 0.5, -3L, true).line());
  }

  @Test
  void whatIsUndefinedIsEmpty() {
    assertEquals("a,,,b", TableRow.of("", "a", Double.NaN, null, "b").line());
  }

  @Test
  void cellsWithSpecialCharactersReadBackAsTheyWere() throws IOException {
    String message = "label grid 3x3x3 must equal \"4x4x4\", or else;\nresample first";
    String line = TableRow.of("", "case, 1", message, "").line();
    try (CSVParser parser = CSVParser.parse(line, CSVFormat.RFC4180)) {
      CSVRecord record = parser.getRecords().get(0);
      assertEquals(List.of("case, 1", message, ""), record.toList());
    }
  }

  @Test
  void rowsAreOrderedByTheirOrderThenTheirLine() {
    TableRow first = new TableRow("a", "z");
    TableRow second = new TableRow("b", "x");
    TableRow third = new TableRow("b", "y");
    assertTrue(first.compareTo(second) < 0);
    assertTrue(second.compareTo(third) < 0);
    assertEquals(0, third.compareTo(new TableRow("b", "y")));
  }
}
