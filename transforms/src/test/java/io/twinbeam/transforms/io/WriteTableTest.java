package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.transforms.RecordCoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WriteTableTest {

  @TempDir private Path folder;

  private String write(TableRow... rows) throws IOException {
    Path file = folder.resolve("run/table.csv");
    Pipeline pipeline = Pipeline.create();
    PAssert.that(
            pipeline
                .apply(Create.of(List.of(rows)).withCoder(RecordCoder.of(TableRow.class)))
                .apply(WriteTable.to(file.toString(), "case_id", "dice")))
        .containsInAnyOrder(file.toString());
    pipeline.run().waitUntilFinish();
    try (Stream<Path> all = Files.list(file.getParent())) {
      assertEquals(List.of(file), all.toList());
    }
    return Files.readString(file);
  }

  @Test
  void rowsAreSortedAndWrittenOnce() throws IOException {
    TableRow b = TableRow.of("2", "b", 0.25);
    TableRow a = TableRow.of("10", "a", 0.5);
    TableRow undefined = TableRow.of("10", "a", Double.NaN);
    assertEquals("case_id,dice\na,\na,0.5\nb,0.25\n", write(b, a, b, undefined, a));
  }

  @Test
  void theHeaderComesFirstWhateverTheRowsAreCalled() throws IOException {
    assertEquals("case_id,dice\na,1\n", write(TableRow.of("", "a", 1)));
  }

  @Test
  void noRowsLeaveTheHeaderAlone() throws IOException {
    assertEquals("case_id,dice\n", write());
  }

  @Test
  void anOldTableIsReplaced() throws IOException {
    write(TableRow.of("1", "old", 1), TableRow.of("2", "older", 1));
    assertEquals("case_id,dice\nnew,0\n", write(TableRow.of("1", "new", 0)));
  }
}
