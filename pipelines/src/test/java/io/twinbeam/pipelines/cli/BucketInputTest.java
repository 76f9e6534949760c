package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data on {@code gs://}, and what is checked of them before anything runs. */
final class BucketInputTest {

  private static final String BUCKET = "gs://" + FakeStorage.BUCKET;
  private static final String DATA = BUCKET + "/lab/data";
  private static final String CACHE = "twinbeam.artifactCacheGib";

  @TempDir private Path local;

  private FakeStorage fake;
  private Path experiment;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.startForProcess();
    PhantomFolder phantoms = new PhantomFolder(local.resolve("data"), new GridShape(8, 8, 8));
    for (int index = 0; index < 2; index++) {
      phantoms.write(index, index);
      for (Path file : List.of(phantoms.image(index), phantoms.label(index))) {
        fake.put("lab/data/" + phantoms.path().relativize(file), Files.readAllBytes(file));
      }
    }
    String yaml =
        TinyExperiment.YAML.replaceFirst(
            "phantom: .*", "folder: " + DATA + "\n  classes: {ball: [1], shell: [2]}");
    experiment = Files.writeString(local.resolve("tiny.yaml"), yaml);
  }

  @AfterEach
  void stop() {
    System.clearProperty(CACHE);
    fake.close();
  }

  private CommandRun run(String data, String workspace) {
    return CommandRun.of(
        "run", experiment.toString(), "--data=" + data, "--workspace=" + workspace);
  }

  private static void assertRefused(CommandRun refused, String part) {
    assertEquals(Twinbeam.USAGE, refused.status(), refused.out() + refused.err());
    assertTrue(refused.err().contains(part), refused.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gs://hospital/lab/data",
        "gs://hospital/lab/data/",
        "gs://hospital//lab/data",
        "gs://hospital/lab/x/../data",
        "gs://hospital/lab/./data/",
        "GS://hospital/lab/data"
      })
  void whateverNamesAFolderItIsOne(String text) throws IOException {
    InputData data =
        InputData.of(new DataSource(text, false, null), "--data", BeamArguments.parse(List.of()));
    assertEquals(DATA, data.source().folder());
    assertEquals(4, data.survey().inputs(), "two images and their label maps");
    assertRefused(run(text, DATA + "/workspace"), "which is read as a whole");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eight", "-1", "NaN", "8 GiB"})
  void aCacheOfNoSizeIsRefusedBeforeAnythingRuns(String asked) {
    System.setProperty(CACHE, asked);
    CommandRun refused = run(DATA, BUCKET + "/lab/workspace");
    String rule =
        "TWINBEAM_ARTIFACT_CACHE_GIB must be a number of GiB from 0 to 1048576, such as 8 or 0.5,"
            + " is "
            + asked;
    assertEquals(rule, refused.err().strip());
    assertEquals(Twinbeam.USAGE, refused.status());
    assertTrue(fake.names().stream().allMatch(name -> name.startsWith("lab/data/")));
  }

  @Test
  void aFolderIsNotTakenForNobodysWhereNobodyCanTell() throws IOException {
    fake.put("lab/out/.lock", new byte[0]);
    fake.put("lab/out/metrics.csv", new byte[0]);
    RunDirectory directory = new RunDirectory(Folders.at(BUCKET + "/lab/out"));
    fake.fail(1, line -> line.contains("/.lock "), Fault.status(403));
    assertThrows(
        AccessDeniedException.class, () -> Filling.requireEvaluation(directory, "--output"));
    Filling.requireEvaluation(directory, "--output");
  }

  @Test
  void whatIsRefusedIsToldAsWhatItIs() {
    fake.fail(1, line -> line.startsWith("GET"), Fault.status(403));
    assertRefused(run(DATA, local.toString()), "roles/storage.objectUser");
    fake.fail(1, line -> line.startsWith("GET"), Fault.status(401));
    assertRefused(run(DATA, local.toString()), "gcloud auth application-default login");
    assertRefused(run("gs://elsewhere/data", local.toString()), "there is no bucket elsewhere");
  }
}
