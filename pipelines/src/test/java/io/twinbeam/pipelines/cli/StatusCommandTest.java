package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.status.LiveJob;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, looked at while they go on in another process, after they ended and when killed. */
final class StatusCommandTest {

  private static final String LONG = TinyExperiment.YAML.replace("steps: 4", "steps: 2000");

  @TempDir private Path folder;

  private Path workspace() {
    return folder.resolve("work");
  }

  private String[] run(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), yaml);
    return new String[] {"run", file.toString(), "--workspace=" + workspace()};
  }

  private String status(String... options) {
    CommandRun status =
        CommandRun.of(
            Stream.concat(Stream.of("status", "--workspace=" + workspace()), Stream.of(options))
                .toArray(String[]::new));
    assertEquals(0, status.status(), status.err());
    return status.out();
  }

  private JsonNode onlyRun() {
    JsonNode runs = CanonicalJson.read(status("--json"), JsonNode.class).get("runs");
    assertEquals(1, runs.size(), runs.toString());
    return runs.get(0);
  }

  private static void assertHas(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), text);
    }
  }

  @Test
  void aFolderThatHoldsNoRunsIsRefused() throws IOException {
    CommandRun missing = CommandRun.of("status", "--workspace=" + workspace());
    assertEquals(Twinbeam.USAGE, missing.status());
    assertHas(missing.err(), "does not exist");
    Files.createDirectories(workspace().resolve("runs/photos/2020"));
    Files.writeString(workspace().resolve("runs/photos/2020/cat.jpg"), "cat");
    for (String option : List.of("--json", "--follow")) {
      CommandRun foreign = CommandRun.of("status", "--workspace=" + workspace(), option);
      assertEquals(Twinbeam.USAGE, foreign.status());
      assertHas(foreign.err(), "holds no runs; name the folder");
    }
  }

  @Test
  void wrongNumbersAreRefused() {
    for (String option : List.of("--last=-1", "--every=0")) {
      CommandRun wrong = CommandRun.of("status", "--workspace=" + folder, option);
      assertEquals(Twinbeam.USAGE, wrong.status());
      assertHas(wrong.err(), "--last must be 0 or more and --every more than 0");
    }
  }

  @Test
  void aFinishedRunIsToldWithAllOfItsTraining() throws IOException {
    CommandRun.of(run(TinyExperiment.YAML)).directory();
    String text = status();
    assertHas(text, "finished  tiny/", ", exit status 0");
    JsonNode run = onlyRun();
    assertEquals("FINISHED", run.get("state").asText());
    assertEquals(2, run.get("training").size());
    for (JsonNode training : run.get("training")) {
      assertEquals("TRAINED", training.get("state").asText());
      assertEquals(4, training.get("step").asLong());
    }
    assertEquals(text, status("--follow"), "nothing runs, so there is nothing to follow");
  }

  @Test
  void whatFailedIsTold() throws IOException {
    PhantomFolder data = new PhantomFolder(folder.resolve("data"), new GridShape(24, 24, 20));
    for (int index = 0; index < 6; index++) {
      data.write(index, index);
    }
    Files.write(data.image(6), new byte[] {31, -117, 8, 0, 0});
    Files.copy(data.label(5), data.label(6));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                run(
                    TinyExperiment.YAML.replaceFirst(
                        "(?m)^  phantom:.*$", "  classes: {head: [1], tail: [2]}"))));
    arguments.addAll(List.of("--data=" + data.path(), "--maxFailed=0%"));
    CommandRun failed = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(Twinbeam.FAILED, failed.status(), failed.err());
    assertHas(
        status(),
        "finished  tiny/",
        ", exit status 1",
        "  1 failed, such as:",
        "    preprocess p06: ");
  }

  @Test
  void aJobThatCannotGoOnSaysWhyAndHowToStartItAgain() throws IOException {
    CommandRun.of(run(TinyExperiment.YAML)).directory();
    Path lost;
    try (Stream<Path> files = Files.walk(workspace().resolve("artifacts/case"))) {
      lost = files.filter(file -> file.endsWith("artifact.json")).findFirst().orElseThrow();
    }
    Files.writeString(lost, "{");
    assertEquals(1, CommandRun.of(run(TinyExperiment.YAML)).status());

    JsonNode run = onlyRun();
    assertEquals("FAILED", run.get("state").asText());
    assertFalse(run.get("message").asText().isEmpty());
    assertHas(status(), "failed    tiny/", "go on with: cd ", " && bin/twinbeam run ");
  }

  @Test
  void aRunOfAnotherProcessIsSeenTrainingAndSeenCutOff() throws Exception {
    String[] arguments = run(LONG);
    JsonNode running;
    try (ChildRun child = ChildRun.start(folder.resolve("log.txt"), arguments)) {
      running = whileItTrains(child);
      assertEquals(child.pid(), running.get("pid").asLong());
      assertHas(status(), "running   tiny/", "pid " + child.pid(), " of 2000, loss ");
    }
    JsonNode stopped = onlyRun();
    assertEquals("STOPPED", stopped.get("state").asText());
    assertEquals(running.get("name"), stopped.get("name"));
    assertTrue(stopped.get("stage").isNull());
    assertEquals(
        "cd " + Path.of("").toAbsolutePath() + " && bin/twinbeam " + String.join(" ", arguments),
        stopped.get("resume").asText());
    assertHas(status(), "stopped   tiny/", ", cut off after 2");
    assertFalse(status().contains("steps/s"), "nothing goes on");
  }

  /** The state of the run once it has a rate. */
  private JsonNode whileItTrains(ChildRun child) throws InterruptedException {
    for (; ; ) {
      assertTrue(child.isAlive(), "it ended before it was seen training");
      Thread.sleep(50);
      if (!Files.isDirectory(workspace().resolve("runs/tiny"))) {
        continue;
      }
      CommandRun look = CommandRun.of("status", "--workspace=" + workspace(), "--json");
      if (look.status() != 0) {
        continue; // The lock is not there yet.
      }
      JsonNode run = CanonicalJson.read(look.out(), JsonNode.class).at("/runs/0");
      boolean trains = false;
      for (JsonNode training : run.get("training")) {
        trains |= training.hasNonNull("secondsLeft") && training.get("step").asLong() > 0;
      }
      if (trains) {
        assertEquals("RUNNING", run.get("state").asText());
        assertEquals("train", run.get("stage").asText());
        return run;
      }
    }
  }

  @Test
  void followingPrintsWhatChangesUntilNothingRuns() throws Exception {
    String[] arguments = run(TinyExperiment.YAML.replace("steps: 4", "steps: 40"));
    try (ChildRun child = ChildRun.start(folder.resolve("log.txt"), arguments)) {
      while (!holdsJob()) {
        assertTrue(child.isAlive(), "it ended before it began");
        Thread.sleep(20);
      }
      String followed = status("--follow", "--every=0.1");
      assertEquals(0, child.await());
      List<String> lines = followed.lines().toList();
      assertTrue(lines.get(0).startsWith("running   tiny/"), followed);
      assertTrue(lines.get(lines.size() - 1).startsWith("finished  tiny/"), followed);
      assertTrue(
          lines.stream().filter(line -> line.contains(" of 40, loss")).count() > 2, followed);
      for (int n = 1; n < lines.size(); n++) {
        assertFalse(lines.get(n).equals(lines.get(n - 1)), followed);
      }
    }
  }

  private boolean holdsJob() throws IOException {
    Path runs = workspace().resolve("runs/tiny");
    if (!Files.isDirectory(runs)) {
      return false;
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.anyMatch(run -> Files.exists(LiveJob.file(run)));
    }
  }

  @Test
  void aRunStartsWhileOthersLook() throws Exception {
    CommandRun.of(run(TinyExperiment.YAML)).directory();
    Thread looking =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                status();
              }
            });
    looking.start();
    try (ChildRun child = ChildRun.start(folder.resolve("log.txt"), run(TinyExperiment.YAML))) {
      assertEquals(0, child.await(), () -> "not busy");
    } finally {
      looking.interrupt();
      looking.join();
    }
  }
}
