package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.status.LiveJob;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.PipelineResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that this process leaves to others: handed over, or at work already. */
final class LeftToOthersTest {

  @TempDir private Path folder;

  private PhantomFolder input;
  private Path output;
  private String[] night;

  @BeforeEach
  void writeACase() throws IOException {
    StoringRunner.clear(); // Of jobs of other tests.
    input = new PhantomFolder(folder.resolve("in"), new GridShape(16, 16, 12));
    input.write(0, 0);
    output = Files.createDirectories(folder.resolve("out"));
    night =
        new String[] {
          "preprocess", "--input=" + input.path(), "--output=" + output, "--recipe=default"
        };
  }

  @Test
  void aNightThatFindsTheOneBeforeAtWorkStartsNothing() throws IOException {
    int status =
        JobLock.holding(
            output,
            held -> {
              CommandRun second =
                  CommandRun.of(
                      "launch",
                      "preprocess",
                      "--target=local",
                      "--input=" + input.path(),
                      "--output=" + output,
                      "--recipe=default");
              assertTrue(second.err().contains("is in use by"), second.err());
              return second.status();
            });
    assertEquals(3, status);
    assertFalse(Files.exists(output.resolve("manifest.json")));
  }

  private static CommandRun launched(String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--runner=" + StoringRunner.class.getName());
    int status =
        HandOver.planned(
            () ->
                Twinbeam.execute(
                    new PrintWriter(out, true),
                    new PrintWriter(err, true),
                    words.toArray(String[]::new)));
    return new CommandRun(status, out.toString(), err.toString());
  }

  @Test
  void whatWasHandedOverIsFinishedByItsLastStep() throws IOException {
    input.write(1, 1);
    CommandRun run = launched(night);
    assertEquals(0, run.status(), run.err());
    assertTrue(run.err().contains("Its last step writes"), run.err());
    Path manifest = output.resolve("manifest.json");
    assertFalse(Files.exists(manifest));

    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());

    String fromWorker = Files.readString(manifest);
    CommandRun waited = CommandRun.of(night);
    assertEquals(0, waited.status(), waited.err());
    assertEquals(fromWorker, Files.readString(manifest), "as by a process that waits");
    assertEquals(List.of(), drafts(output));
  }

  private static List<String> drafts(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(".draft") || name.equals(".handed-over"))
          .toList();
    }
  }

  @Test
  void aNightThatEndsLastPublishesNothingOverWhatALaterOneFound() throws IOException {
    assertEquals(0, launched(night).status());
    input.write(1, 1);
    CommandRun second = launched(night);
    assertEquals(0, second.status(), second.err());

    assertEquals(PipelineResult.State.DONE, StoringRunner.runLastStored());
    String published = Files.readString(output.resolve("manifest.json"));
    Files.move(input.image(1), folder.resolve("not there yet when the first night looked"));
    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());

    assertEquals(published, Files.readString(output.resolve("manifest.json")));
    assertEquals(List.of(), drafts(output));
  }

  @Test
  void aNightThatHasLostTheLockPublishesNothing() throws IOException {
    try (FakeStorage fake = FakeStorage.startForProcess()) {
      CommandRun run =
          launched(
              "preprocess",
              "--input=" + input.path(),
              "--output=gs://" + FakeStorage.BUCKET + "/out",
              "--recipe=default");
      assertEquals(0, run.status(), run.err());
      byte[] another = "another".getBytes(StandardCharsets.UTF_8);
      fake.fail(
          1,
          line -> line.startsWith("GET") && line.contains("entries.csv"),
          Fault.meanwhile(() -> fake.put("out/.lock", another)));
      RuntimeException failed =
          assertThrows(RuntimeException.class, StoringRunner::runStored, "the last step");
      assertTrue(failed.getMessage().contains("was taken by another"), failed.getMessage());
      assertFalse(fake.names().contains("out/manifest.json"), fake.names().toString());
      assertFalse(fake.names().contains("out/failed-cases.csv"), fake.names().toString());
      assertArrayEquals(another, fake.content("out/.lock"));
    }
  }

  @Test
  void aRecipeThatIsChosenFromTheDataIsNotHandedOver() throws IOException {
    Path recipe = Files.writeString(folder.resolve("chosen.yaml"), "steps: auto\n");
    night[3] = "--recipe=" + recipe;
    CommandRun run = launched(night);
    assertEquals(2, run.status(), run.err());
    assertTrue(run.err().contains("--recipe must have steps"), run.err());
    assertEquals(List.of(), drafts(output));
  }

  @Test
  void nightsThatEndInTheOrderOfTheirLaunchesBothPublish() throws IOException {
    assertEquals(0, launched(night).status());
    assertEquals(0, launched(night).status());
    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());
    String first = Files.readString(output.resolve("manifest.json"));
    input.write(1, 1);
    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());
    assertNotEquals(first, Files.readString(output.resolve("manifest.json")));
    assertEquals(List.of(), drafts(output));
  }

  @Test
  void whatAFailedNightLeftGoesWhenItCanNoLongerBeAtWork() throws IOException {
    Files.createDirectory(output.resolve(".draft-20200102T030405Z-old"));
    Files.createDirectory(output.resolve(".draft-29990102T030405Z-new"));
    Files.createDirectory(output.resolve(".draft-somebody's"));
    CommandRun run = CommandRun.of(night);
    assertEquals(0, run.status(), run.err());
    assertEquals(
        Set.of(".draft-29990102T030405Z-new", ".draft-somebody's"), Set.copyOf(drafts(output)));
  }

  @Test
  void aWorkerThatFinishesANightOnceMoreFindsItDone() throws IOException {
    assertEquals(0, launched(night).status());
    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());
    String drafts =
        CanonicalJson.read(Files.readString(output.resolve("job.json")), JsonNode.class)
            .get("drafts")
            .asText();
    String manifest = Files.readString(output.resolve("manifest.json"));

    JobResults again =
        new JobResults(
            output.toString(),
            drafts,
            input.path().toString(),
            "default",
            null,
            FailureShare.parse("5%"),
            "2026-01-01T00:00:00Z");
    StringWriter out = new StringWriter();
    assertEquals(0, again.finish("launch", Map.of(), new PrintWriter(out, true)));
    assertEquals(manifest, Files.readString(output.resolve("manifest.json")));
  }

  private Path tinyExperiment() throws IOException {
    return Files.writeString(
        folder.resolve("tiny.yaml"),
        TinyExperiment.YAML
            .replace("[supervised, dual-uncertainty]", "[supervised]")
            .replace("steps: 4", "steps: 2")
            .replace("cases: 6", "cases: 4"));
  }

  @Test
  void anExperimentThatWasHandedOverHasTheResultsOfOneThatWasWaitedFor() throws IOException {
    Path file = tinyExperiment();
    String yaml = Files.readString(file);
    String[] command = {"run", file.toString(), "--workspace=" + folder.resolve("work")};
    CommandRun run = launched(command);
    Path directory = run.directory();
    assertFalse(Files.exists(directory.resolve("metrics.csv")));
    Files.writeString(file, "another: experiment"); // The job goes on as it was launched.

    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());

    Map<String, String> fromWorker = Provenance.digests(new RunDirectory(directory));
    assertTrue(fromWorker.containsKey("summary.json"), fromWorker.toString());
    assertTrue(Files.exists(directory.resolve("report.html")));
    JsonNode record =
        CanonicalJson.read(Files.readString(directory.resolve("run.json")), JsonNode.class);
    assertEquals("StoringRunner", record.at("/measured/runner").asText());
    LiveJob told = LiveJob.read(directory).orElseThrow();
    assertEquals(LiveJob.State.FINISHED, told.state());
    assertTrue(told.command().contains("tiny.yaml"), told.command());

    Files.writeString(file, yaml);
    assertEquals(directory, CommandRun.of(command).directory());
    assertEquals(fromWorker, Provenance.digests(new RunDirectory(directory)));
  }

  @Test
  void anExperimentWhoseReportCannotBeWrittenIsNotFinished() throws IOException {
    CommandRun run =
        launched("run", tinyExperiment().toString(), "--workspace=" + folder.resolve("work"));
    assertEquals(0, run.status(), run.err());
    Path directory = run.directory();
    Files.createDirectories(directory.resolve("report.html/in the way"));
    assertThrows(RuntimeException.class, StoringRunner::runStored);
    assertTrue(Files.exists(directory.resolve("summary.json")));
    assertFalse(Files.exists(directory.resolve("run.json")));
  }

  @Test
  void noPasswordIsStoredWithAJob() throws IOException {
    CommandRun run =
        launched(
            "run",
            tinyExperiment().toString(),
            "--workspace=" + folder.resolve("work"),
            "--mlflowTrackingUri=http://ann:secret@localhost:1");
    assertEquals(Twinbeam.USAGE, run.status());
    assertTrue(run.err().contains("must hold no user and password"), run.err());
    assertFalse(run.err().contains("secret"), run.err());
  }

  @Test
  void aRunDirectoryIsInUseUntilTheJobThatWasHandedOverHasFinished() throws IOException {
    String[] command = {
      "run", tinyExperiment().toString(), "--workspace=" + folder.resolve("work")
    };
    Path directory = launched(command).directory();
    assertTrue(JobLock.isHeld(directory));

    CommandRun second = CommandRun.of(command);
    assertEquals(Twinbeam.BUSY, second.status());
    assertTrue(second.err().contains("is in use by job "), second.err());
    assertTrue(second.err().contains("remove " + directory.resolve(".handed-over")), second.err());

    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());
    assertFalse(JobLock.isHeld(directory));
    assertFalse(Files.exists(directory.resolve(".handed-over")));
  }

  @Test
  void aJobWhoseDirectoryAnotherLaunchHasTakenDoesNotFinishIt() throws IOException {
    String[] command = {
      "run", tinyExperiment().toString(), "--workspace=" + folder.resolve("work")
    };
    Path directory = launched(command).directory();
    Files.delete(directory.resolve(".handed-over")); // As after a job that has failed.
    assertEquals(0, launched(command).status());

    RuntimeException error = assertThrows(RuntimeException.class, StoringRunner::runStored);
    assertTrue(error.getMessage().contains("is in use by job "), error.getMessage());
    assertFalse(Files.exists(directory.resolve("summary.json")));
    assertEquals(PipelineResult.State.DONE, StoringRunner.runStored());
    assertTrue(Files.exists(directory.resolve("summary.json")));
  }

  @Test
  void aCommandThatEndsBadlyFailsTheJobThatFinishesIt() throws IOException {
    Files.writeString(input.image(0), "no image");
    CommandRun run = launched(night);
    assertEquals(0, run.status(), run.err());
    RuntimeException error = assertThrows(RuntimeException.class, StoringRunner::runStored);
    assertTrue(error.getMessage().contains("ended with status 1"), error.getMessage());
    assertTrue(Files.exists(output.resolve("manifest.json")));
  }

  @Test
  void whatWasHandedOverIsNoFailureAndNoResult() throws IOException {
    CommandRun run =
        CommandRun.of(
            "preprocess",
            "--input=" + input.path(),
            "--output=" + folder.resolve("out"),
            "--recipe=default",
            "--runner=" + StoringRunner.class.getName());
    assertEquals(0, run.status(), run.err());
    assertTrue(run.err().contains("runs without this process"), run.err());
    assertFalse(Files.exists(output.resolve("manifest.json")));
  }
}
