package io.twinbeam.pipelines.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FirstDifferenceTest {

  @TempDir private Path folder;

  private Optional<String> between(String recorded, String again) throws IOException {
    return FirstDifference.between(
        Files.writeString(folder.resolve("training.csv"), recorded),
        Files.writeString(folder.resolve("again.csv"), again));
  }

  @Test
  void theLineIsNamed() throws IOException {
    assertEquals(
        Optional.of("training.csv differs first in line 2: b in the run, c here"),
        between("a\nb\nd\n", "a\nc\nd\n"));
  }

  @Test
  void aTableMayEndEarlier() throws IOException {
    assertEquals(
        Optional.of("training.csv differs first in line 2: b in the run, its end here"),
        between("a\nb\n", "a\n"));
  }

  @Test
  void equalTablesDoNotDiffer() throws IOException {
    assertEquals(Optional.empty(), between("a\nb\n", "a\nb\n"));
  }
}
