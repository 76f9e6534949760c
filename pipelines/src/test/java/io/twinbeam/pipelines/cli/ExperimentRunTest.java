package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.MetricSettings;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.report.MetricColumn;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.results.RunWeights;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.tracking.EventLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs through the command line. One run is shared by the assertions, as each takes seconds.
 */
final class ExperimentRunTest {

  private static final PhantomSpec SPEC = PhantomSpec.ofShape(new GridShape(24, 24, 20));
  private static final long SEED = 3;

  @TempDir private static Path folder;

  private static Path file;
  private static Path run;
  private static String firstRecord;

  @BeforeAll
  static void runOnce() throws IOException {
    file = Files.writeString(folder.resolve("tiny.yaml"), TinyExperiment.YAML);
    run = execute(0, "run", file.toString(), "--workspace=" + folder.resolve("direct"));
    firstRecord = Files.readString(run.resolve("run.json"));
  }

  /** Returns the run directory that the first line of the output names. */
  private static Path execute(int status, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int actual =
        Twinbeam.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    assertEquals(status, actual, out + "\n" + err);
    String first = out.toString().lines().findFirst().orElseThrow();
    return Path.of(first.substring(first.indexOf(": ") + 2));
  }

  /** Content of every file that must not differ between runs. */
  private static Map<String, String> results(Path directory) throws IOException {
    TreeMap<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(path).toString();
        if (!name.matches("(\\.|live/|tensorboard/).*")
            && !List.of(RunDirectory.PROVENANCE, RunDirectory.REPORT).contains(name)) {
          digests.put(name, Hashing.sha256().hashBytes(Files.readAllBytes(path)).toString());
        }
      }
    }
    return digests;
  }

  @Test
  void everyPromisedFileIsThere() {
    for (String name :
        List.of(
            "run.json",
            "metrics.csv",
            "summary.json",
            "training.csv",
            "cases.csv",
            "failed-cases.csv",
            "pseudo-labels.csv",
            "report.html",
            "weights/supervised-seed1-a.safetensors",
            "weights/dual-uncertainty-seed1-b.safetensors")) {
      assertTrue(Files.isRegularFile(run.resolve(name)), name);
    }
  }

  @Test
  void metricsEqualThoseOfThePublishedPredictionsAgainstThePhantoms() throws IOException {
    List<String> rows = Files.readAllLines(run.resolve("metrics.csv"));
    assertEquals(
        "method,seed,case_id,class,dice,jaccard,hd95_mm,asd_mm,assd_mm,hd95_voxels,asd_voxels,"
            + "assd_voxels,surface_dice,volume_ml,reference_volume_ml,relative_volume_error,"
            + "volume_similarity,lesions,reference_lesions,detected_lesions,false_lesions,"
            + "lesion_f1,diagonal_mm,diagonal_voxels",
        rows.get(0));
    assertEquals(1 + 2 * 2 * 3, rows.size(), "methods x test cases x two classes and pooled");
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      PhantomCase phantom =
          Phantom.generate(SPEC, SEED, Integer.parseInt(cells[2].substring("phantom_".length())));
      Path prediction = run.resolve("predictions/" + cells[0] + "-seed1/" + cells[2] + ".nii.gz");
      try (InputStream stream = Files.newInputStream(prediction)) {
        LabelMap predicted = Nifti.readLabelMap(stream);
        SegmentationMetrics metrics =
            SegmentationMetrics.between(predicted, phantom.labels(), 3, MetricSettings.STANDARD);
        ClassMetrics expected =
            cells[3].equals("pooled")
                ? metrics.pooled()
                : metrics.ofClass(Integer.parseInt(cells[3]));
        int next = 4;
        for (MetricColumn column : MetricColumn.values()) {
          String cell = cells[next++];
          assertEquals(
              column.of(expected).doubleValue(),
              cell.isEmpty() ? Double.NaN : Double.parseDouble(cell),
              row);
        }
      }
    }
  }

  @Test
  void everyStepOfEveryRunIsInTheTrainingLog() throws IOException {
    List<String> totals =
        Files.readAllLines(run.resolve("training.csv")).stream()
            .filter(row -> row.contains(",total,"))
            .map(row -> row.substring(0, row.indexOf(",total,")))
            .toList();

    assertEquals(
        List.of(
            "dual-uncertainty,1,0",
            "dual-uncertainty,1,1",
            "dual-uncertainty,1,2",
            "dual-uncertainty,1,3",
            "supervised,1,0",
            "supervised,1,1",
            "supervised,1,2",
            "supervised,1,3"),
        totals);
  }

  @Test
  void theSummaryListsAlarms() throws IOException {
    JsonNode summary =
        CanonicalJson.read(Files.readString(run.resolve("summary.json")), JsonNode.class);

    assertTrue(summary.get("alarms").isArray());
  }

  @Test
  void runJsonNamesSettingsVersionsAndTheDigestOfEveryResult() throws IOException {
    JsonNode recorded =
        CanonicalJson.read(Files.readString(run.resolve("run.json")), JsonNode.class);

    assertEquals("tiny", recorded.at("/determinedBy/experiment/name").asText());
    assertEquals("2.70.0", recorded.at("/determinedBy/versions/beam").asText());
    assertTrue(recorded.at("/determinedBy/versions/engine").asText().startsWith("PyTorch 2.7.1"));
    assertEquals(results(run).size(), recorded.at("/results").size());
    results(run)
        .forEach(
            (name, digest) -> assertEquals(digest, recorded.get("results").get(name).asText()));
  }

  @Test
  void runJsonKeepsWhatWasCountedAndHowLongStepsTook() {
    JsonNode measured = CanonicalJson.read(firstRecord, JsonNode.class).get("measured");

    assertEquals(8, measured.at("/counters/steps_trained").asInt());
    assertTrue(measured.at("/counters/cache_hits").asInt() > 0, measured.toString());
    JsonNode steps = measured.at("/distributions/step_msec");
    assertEquals(8, steps.get("count").asInt());
    assertTrue(steps.get("min").asLong() <= steps.get("mean").asDouble(), measured.toString());
    assertTrue(steps.get("mean").asDouble() <= steps.get("max").asLong(), measured.toString());
    assertEquals(4, measured.at("/distributions/checkpoint_msec/count").asInt());
  }

  @Test
  void aSecondRunTrainsNothingAndChangesNothing() throws IOException {
    Map<String, String> before = results(run);
    Map<Path, FileTime> artifacts = artifactTimes();

    Path again = execute(0, "run", file.toString(), "--workspace=" + folder.resolve("direct"));

    assertEquals(run, again);
    assertEquals(before, results(again));
    assertEquals(artifacts, artifactTimes(), "an artifact was written again");
  }

  private static Map<Path, FileTime> artifactTimes() throws IOException {
    TreeMap<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("direct/artifacts"))) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        times.put(path, Files.getLastModifiedTime(path));
      }
    }
    return times;
  }

  @Test
  void everyStepOfEveryRunIsShownInTensorBoardOnce() throws IOException {
    for (String runId : List.of("supervised-seed1", "dual-uncertainty-seed1")) {
      List<String> logged =
          CsvRows.of(run.resolve("training.csv")).stream()
              .filter(row -> runId.equals(row.get("method") + "-seed" + row.get("seed")))
              .filter(row -> row.get("term").equals("total"))
              .map(row -> row.get("step"))
              .toList();
      List<String> shown =
          EventLog.read(run.resolve("tensorboard").resolve(runId)).stream()
              .filter(event -> event.scalars().containsKey("objective/total"))
              .map(event -> String.valueOf(event.step()))
              .toList();
      assertFalse(shown.isEmpty());
      assertEquals(logged, shown);
    }
  }

  @Test
  void flinkGivesTheSameBytes() throws IOException {
    Path flink =
        execute(
            0,
            "run",
            file.toString(),
            "--workspace=" + folder.resolve("flink"),
            "--runner=FlinkRunner",
            "--parallelism=2");

    assertEquals(results(run), results(flink));
  }

  @Test
  void aFinishedRunIsEvaluatedOnAFolderWithBrokenFilesInIt() throws IOException {
    Path data = folder.resolve("data");
    writeCases(data);

    Path results =
        execute(
            Twinbeam.FAILED,
            "evaluate",
            "--run=" + run,
            "--data=" + data,
            "--output=" + folder.resolve("evaluation"));

    List<String> failed = Files.readAllLines(results.resolve("failed-cases.csv"));
    assertEquals(1 + 3, failed.size(), failed.toString());
    assertTrue(failed.get(1).matches("alone,.*,LABEL_MISSING,.*"), failed.get(1));
    assertTrue(failed.get(2).matches("broken,.*,UNREADABLE,.*"), failed.get(2));
    assertTrue(failed.get(3).matches("orphan,.*,IMAGE_MISSING,.*"), failed.get(3));
    List<String> metrics = Files.readAllLines(results.resolve("metrics.csv"));
    assertEquals(1 + 2 * 2 * 3, metrics.size(), "methods x good cases x two classes and pooled");
    assertFalse(Files.exists(results.resolve("training.csv")));
    assertTrue(Files.exists(results.resolve("report.html")));
  }

  private static void writeCases(Path data) throws IOException {
    Path images = Files.createDirectories(data.resolve("images"));
    Path labels = Files.createDirectories(data.resolve("labels"));
    for (int index = 10; index < 12; index++) {
      PhantomCase phantom = Phantom.generate(SPEC, SEED, index);
      try (OutputStream image = Files.newOutputStream(images.resolve("good" + index + ".nii.gz"));
          OutputStream label = Files.newOutputStream(labels.resolve("good" + index + ".nii.gz"))) {
        Nifti.writeGz(phantom.image(), image);
        Nifti.writeGz(phantom.labels(), label);
      }
    }
    Files.copy(images.resolve("good10.nii.gz"), images.resolve("alone_image.nii.gz"));
    Files.copy(labels.resolve("good10.nii.gz"), labels.resolve("orphan_label.nii.gz"));
    Files.copy(labels.resolve("good10.nii.gz"), labels.resolve("broken.nii.gz"));
    Files.write(images.resolve("broken.nii.gz"), new byte[] {31, -117, 8, 0, 0});
  }

  @Test
  void networksAreNotGivenDataOfOtherChannels() throws IOException {
    RunDirectory finished = new RunDirectory(run);
    Experiment experiment =
        Provenance.readExperiment(Path.of(finished.file(RunDirectory.PROVENANCE)));
    ArtifactStore store = ArtifactStore.at(folder.resolve("channels").toString());
    assertFalse(RunWeights.load(experiment, finished, store).isEmpty());
    Experiment twoChannels = experiment.withData(experiment.data(), 2);
    String refusal =
        assertThrows(
                IllegalArgumentException.class, () -> RunWeights.load(twoChannels, finished, store))
            .getMessage();
    assertTrue(refusal.contains("trained on cases of 1 channel, these have 2"), refusal);
  }
}
