package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that tell how far they are. */
final class ProgressRunTest {

  @TempDir private Path folder;

  private CommandRun run(String workspace, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TinyExperiment.YAML);
    List<String> arguments =
        new ArrayList<>(
            List.of("run", file.toString(), "--workspace=" + folder.resolve(workspace)));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String lastLine(CommandRun run) {
    return run.err().lines().reduce((first, second) -> second).orElse("");
  }

  @Test
  void aRunTellsHowFarItIsAndGivesTheSameResults() throws IOException {
    CommandRun told = run("told", "--progress");
    CommandRun silent = run("silent");

    assertEquals(0, told.status(), told.err());
    String last = lastLine(told);
    assertTrue(
        last.startsWith(
            "preprocessed 6/6 | trained 8/8 steps | predicted 4/4 | pseudo-labelled 4/4"
                + " | evaluated 4 | volumes from memory "),
        told.err());
    assertFalse(silent.err().contains("trained"), silent.err());
    assertEquals(told.out().replace("told", "silent"), silent.out());
    for (String result : List.of("metrics.csv", "training.csv", "summary.json")) {
      assertEquals(
          Files.readString(silent.directory().resolve(result)),
          Files.readString(told.directory().resolve(result)));
    }

    CommandRun again = run("told", "--progress");
    assertTrue(
        lastLine(again)
            .startsWith(
                "preprocessed 6/6 (6 reused) | trained 8/8 steps | predicted 4/4 (4 reused)"),
        again.err());
  }

  @Test
  void embeddedFlinkTellsItToo() throws IOException {
    CommandRun told = run("flink", "--progress", "--runner=FlinkRunner", "--parallelism=1");
    assertEquals(0, told.status(), told.err());
    assertTrue(lastLine(told).contains("| trained 8/8 steps | predicted 4/4 |"), told.err());
  }

  @Test
  void aRunThatCannotGoOnEndsAsItWouldWithoutTelling() throws IOException {
    run("broken", "--maxFailed=0%");
    Path cases = folder.resolve("broken/artifacts/case");
    Path lost;
    try (Stream<Path> files = Files.walk(cases)) {
      lost = files.filter(file -> file.endsWith("artifact.json")).findFirst().orElseThrow();
    }
    Files.writeString(lost, "{");

    CommandRun silent = run("broken");
    CommandRun told = run("broken", "--progress");
    assertEquals(1, silent.status());
    assertEquals(silent.status(), told.status());
    assertTrue(told.err().endsWith(silent.err()), told.err());
  }
}
