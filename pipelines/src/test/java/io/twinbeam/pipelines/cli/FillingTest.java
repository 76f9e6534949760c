package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.results.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FillingTest {

  @TempDir private Path folder;

  private RunDirectory directory;

  @BeforeEach
  void makeAFinishedRun() throws IOException {
    directory = new RunDirectory(folder);
    Files.createDirectory(folder.resolve("weights"));
    Files.writeString(folder.resolve("weights/old"), "old");
    Files.writeString(folder.resolve("run.json"), "old");
    Files.writeString(folder.resolve("notes.txt"), "mine");
  }

  @Test
  void newResultsTakeThePlaceOfOldOnes() throws IOException {
    int status =
        Filling.of(
            directory,
            () -> {
              assertFalse(directory.holdsResults());
              Files.writeString(folder.resolve("metrics.csv"), "new");
              return 1;
            });

    assertEquals(1, status);
    assertEquals("new", Files.readString(folder.resolve("metrics.csv")));
    assertFalse(Files.exists(folder.resolve("weights")));
    assertFalse(Files.exists(folder.resolve(".earlier")));
    assertEquals("mine", Files.readString(folder.resolve("notes.txt")));
  }

  @Test
  void aFailureBringsOldResultsBack() throws IOException {
    assertThrows(
        IllegalStateException.class,
        () ->
            Filling.of(
                directory,
                () -> {
                  Files.createDirectory(folder.resolve("weights"));
                  Files.writeString(folder.resolve("weights/new"), "half");
                  throw new IllegalStateException("the pipeline ended");
                }));

    assertEquals("old", Files.readString(folder.resolve("weights/old")));
    assertFalse(Files.exists(folder.resolve("weights/new")));
    assertEquals("old", Files.readString(folder.resolve("run.json")));
    assertFalse(Files.exists(folder.resolve(".earlier")));
  }

  @Test
  void resultsOfAFinishedRunOutliveStartsThatAreKilled() throws IOException {
    for (int start = 1; start <= 2; start++) {
      directory.putAside(); // And killed.
      Files.writeString(folder.resolve("metrics.csv"), "half");
    }

    assertEquals("old", Files.readString(folder.resolve(".earlier/weights/old")));
    assertThrows(
        IOException.class,
        () ->
            Filling.of(
                directory,
                () -> {
                  throw new IOException("no room");
                }));
    assertEquals("old", Files.readString(folder.resolve("weights/old")));
    assertFalse(Files.exists(folder.resolve("metrics.csv")));
  }

  @Test
  void resultsOutliveAKillWhileTheyAreMoved() throws IOException {
    Files.createDirectory(folder.resolve(".earlier"));
    Files.move(folder.resolve("weights"), folder.resolve(".earlier/weights")); // And killed.
    assertThrows(
        IOException.class,
        () ->
            Filling.of(
                directory,
                () -> {
                  assertFalse(directory.holdsResults());
                  throw new IOException("no room");
                }));
    assertEquals("old", Files.readString(folder.resolve("weights/old")));
    assertEquals("old", Files.readString(folder.resolve("run.json")));
    assertFalse(Files.exists(folder.resolve(".earlier")));
  }

  @Test
  void whatIsHandedOverKeepsOldResultsAsideUntilTheLastStep() throws IOException {
    assertThrows(
        HandedOverException.class,
        () ->
            Filling.of(
                directory,
                () -> {
                  throw new HandedOverException("nightly");
                }));
    assertEquals("old", Files.readString(folder.resolve(".earlier/weights/old")));
    assertFalse(Files.exists(folder.resolve("weights")));
  }

  @Test
  void nobodyElseFillsItMeanwhile() throws IOException {
    Filling.of(
        directory,
        () -> {
          Files.writeString(folder.resolve("metrics.csv"), "mine");
          assertThrows(BusyException.class, () -> Filling.of(directory, () -> 0));
          assertTrue(Files.exists(folder.resolve("metrics.csv")));
          return 0;
        });
  }
}
