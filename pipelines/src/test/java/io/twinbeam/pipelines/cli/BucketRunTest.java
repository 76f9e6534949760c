package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.storage.ObjectLock;
import io.twinbeam.transforms.tracking.Event;
import io.twinbeam.transforms.tracking.EventLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything on {@code gs://} is as on a local disk, byte for byte. */
final class BucketRunTest {

  private static final String BUCKET = "gs://" + FakeStorage.BUCKET;
  private static final String WORKSPACE = BUCKET + "/lab/workspace";
  private static final Fault OUTAGE = Fault.status(503);

  @TempDir private static Path local;

  private static FakeStorage fake;
  private static Path here;
  private static Path there;
  private static Map<String, List<JsonNode>> artifacts;
  private static Map<String, List<JsonNode>> artifactsThere;

  @BeforeAll
  static void runBoth() throws IOException {
    fake = FakeStorage.startForProcess();
    PhantomFolder phantoms = new PhantomFolder(local.resolve("data"), new GridShape(24, 24, 20));
    for (int index = 0; index < 6; index++) {
      phantoms.write(index, index);
    }
    String yaml =
        TinyExperiment.YAML.replaceFirst(
            "phantom: .*", "folder: " + phantoms.path() + "\n  classes: {ball: [1], shell: [2]}");
    Path file = Files.writeString(local.resolve("tiny.yaml"), yaml);
    here = run(file.toString(), "--workspace=" + local.resolve("workspace")).directory();

    fake.putAll(phantoms.path(), "lab/data");
    fake.put("lab/tiny.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    // What passes goes unseen: in Beam's file system, by which workers read volumes, and in ours,
    // by which they read and write artifacts, and store what is small: sidecars, tables and locks.
    List<IntSupplier> faults =
        List.of(
            fake.fail(2, line -> isDownload(line) && line.contains("/lab/data/images/"), OUTAGE),
            fake.fail(2, line -> isDownload(line) && line.contains("/artifacts/"), OUTAGE),
            fake.fail(2, line -> isUpload(line) && line.contains("/artifacts/"), OUTAGE),
            fake.fail(9, line -> isUpload(line) && line.contains("multipart"), OUTAGE));
    there =
        run(BUCKET + "/lab/tiny.yaml", "--data=" + BUCKET + "/lab/data", "--workspace=" + WORKSPACE)
            .directory();
    assertEquals(List.of(2, 2, 2, 9), faults.stream().map(IntSupplier::getAsInt).toList());
    artifacts = artifacts(local.resolve("workspace"));
    artifactsThere = artifacts(Folders.at(WORKSPACE));
  }

  @AfterAll
  static void stop() {
    fake.close();
  }

  private static boolean isDownload(String line) {
    return line.startsWith("GET") && line.contains("alt=media");
  }

  private static boolean isUpload(String line) {
    return line.startsWith("POST /upload");
  }

  private static CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /** What every artifact of a workspace was made from and holds, by its name. */
  private static Map<String, List<JsonNode>> artifacts(Path workspace) throws IOException {
    Map<String, List<JsonNode>> found = new TreeMap<>();
    Path root = workspace.resolve("artifacts");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.endsWith("artifact.json")).toList()) {
        JsonNode said = json(file);
        found.put(
            root.relativize(file.getParent()).toString(),
            List.of(said.get("key"), said.get("files")));
      }
    }
    return found;
  }

  private static JsonNode json(Path file) throws IOException {
    return CanonicalJson.read(Files.readString(file), JsonNode.class);
  }

  private static void assertHas(String text, String part) {
    assertTrue(text.contains(part), text);
  }

  @Test
  void artifactsHaveTheSameNamesAndDigests() {
    assertTrue(artifacts.size() > 10, artifacts.keySet().toString());
    assertEquals(artifacts, artifactsThere);
  }

  @Test
  void theRunHasTheSameIdAndResults() throws IOException {
    assertEquals(here.getFileName().toString(), there.getFileName().toString());
    assertEquals(WORKSPACE + "/runs/tiny/" + here.getFileName(), there.toString());
    Map<String, JsonNode> expected = results(here);
    Map<String, JsonNode> actual = results(there);
    // These name the files that were read.
    List.of("cases.csv", "failed-cases.csv")
        .forEach(
            table -> {
              expected.remove(table);
              actual.remove(table);
            });
    assertTrue(expected.size() > 8, expected.keySet().toString());
    assertEquals(expected, actual);
    assertTrue(Files.exists(there.resolve("report.html")));
    Path events = Path.of("tensorboard", "supervised-seed1");
    assertEquals(
        steps(EventLog.read(here.resolve(events))), steps(EventLog.read(there.resolve(events))));
  }

  private static List<Long> steps(List<Event> events) {
    return events.stream().map(Event::step).toList();
  }

  private static Map<String, JsonNode> results(Path run) throws IOException {
    Map<String, JsonNode> results = new TreeMap<>();
    json(run.resolve("run.json"))
        .get("results")
        .fields()
        .forEachRemaining(file -> results.put(file.getKey(), file.getValue()));
    return results;
  }

  @Test
  void runningAgainReusesAllOfItAndLeavesTheSame() throws IOException {
    Map<String, JsonNode> before = results(there);
    List<String> objects = artifactObjects();
    CommandRun again =
        run(
            BUCKET + "/lab/tiny.yaml",
            "--data=" + BUCKET + "/lab/data/",
            "--workspace=" + WORKSPACE + "/");
    assertEquals(there, again.directory());
    assertEquals(before, results(there));
    assertEquals(objects, artifactObjects());
    assertEquals(0, fake.names().stream().filter(name -> name.contains("/.earlier/")).count());
  }

  private static List<String> artifactObjects() {
    return fake.names().stream().filter(name -> name.contains("/artifacts/")).toList();
  }

  @Test
  void flinkTrainsTheSameThere() throws IOException {
    String other = BUCKET + "/lab/flink";
    run(
            BUCKET + "/lab/tiny.yaml",
            "--data=" + BUCKET + "/lab/data",
            "--workspace=" + other,
            "--runner=FlinkRunner",
            "--parallelism=2")
        .directory();
    assertEquals(artifacts, artifacts(Folders.at(other)));
  }

  @Test
  void statusAndReportReadARunThere() throws IOException {
    CommandRun status = CommandRun.of("status", "--workspace=" + WORKSPACE);
    assertEquals(0, status.status(), status.err());
    assertHas(status.out(), there.getFileName().toString());
    assertHas(status.out(), "finished");

    CommandRun report =
        CommandRun.of("report", "--runs=" + there, "--output=" + BUCKET + "/lab/pages/one.html");
    assertEquals(0, report.status(), report.err());
    assertEquals(
        Files.readString(there.resolve("report.html")),
        new String(fake.content("lab/pages/one.html"), StandardCharsets.UTF_8));

    CommandRun again = CommandRun.of("report", "--runs=" + there);
    assertEquals("Report: " + there + "/report.html", again.out().strip(), again.err());
  }

  @Test
  void noReportIsWrittenWithoutImagesThatCannotBeReadForTheTimeBeing() {
    String page = "lab/pages/without.html";
    fake.fail(1, line -> line.startsWith("GET") && line.contains("predictions"), Fault.status(400));
    CommandRun report =
        CommandRun.of("report", "--runs=" + there, "--output=" + BUCKET + "/" + page);
    assertEquals(1, report.status(), report.out());
    assertHas(report.err(), "injected 400");
    assertFalse(fake.names().contains(page));
  }

  @Test
  void aRunThereIsVerifiedHere() {
    CommandRun verified = CommandRun.of("verify", "--run=" + there);
    assertEquals(0, verified.status(), verified.out() + verified.err());
    assertHas(verified.out(), "Verified: all ");
  }

  @Test
  void itsNetworksAreAppliedToOtherDataThere() throws IOException {
    CommandRun evaluated =
        CommandRun.of("evaluate", "--run=" + there, "--data=" + BUCKET + "/lab/data");
    Path evaluation = evaluated.directory();
    assertTrue(evaluation.startsWith(there.resolve("evaluations")), evaluation.toString());
    CommandRun local =
        CommandRun.of("evaluate", "--run=" + here, "--data=" + BucketRunTest.local.resolve("data"));
    assertEquals(
        Files.readString(local.directory().resolve("metrics.csv")),
        Files.readString(evaluation.resolve("metrics.csv")));

    CommandRun labelled =
        CommandRun.of(
            "pseudo-label",
            "--run=" + there,
            "--data=" + BUCKET + "/lab/data",
            "--method=supervised",
            "--output=" + BUCKET + "/lab/labels");
    assertEquals(BUCKET + "/lab/labels", labelled.directory().toString());
    assertTrue(fake.names().contains("lab/labels/pseudo-labels/p00.nii.gz"));
  }

  @Test
  void whatIsPreprocessedThereHasTheManifestOfHere() throws IOException {
    CommandRun done =
        CommandRun.of(
            "preprocess",
            "--input=" + local.resolve("data"),
            "--output=" + local.resolve("job"),
            "--recipe=auto");
    assertEquals(0, done.status(), done.err());
    for (int time = 0; time < 2; time++) {
      CommandRun remote =
          CommandRun.of(
              "preprocess",
              "--input=" + BUCKET + "/lab/data",
              "--output=" + BUCKET + "/lab/job",
              "--recipe=auto");
      assertEquals(0, remote.status(), remote.err());
      assertEquals(
          Files.readString(local.resolve("job/manifest.json")),
          new String(fake.content("lab/job/manifest.json"), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aRunThatAnotherProcessFillsIsLeftToIt() throws IOException {
    ObjectLock lock =
        ObjectLock.take(there.resolve(".lock"), "host elsewhere, pid 7").orElseThrow();
    try (lock) {
      CommandRun refused =
          run(
              BUCKET + "/lab/tiny.yaml",
              "--data=" + BUCKET + "/lab/data",
              "--workspace=" + WORKSPACE);
      assertEquals(Twinbeam.BUSY, refused.status(), refused.out());
      assertHas(refused.err(), there + " is in use by host elsewhere, pid 7; wait");
    }
  }

  @Test
  void anOutputAmongTheInputsIsRefused() {
    CommandRun refused =
        run(
            BUCKET + "/lab/tiny.yaml",
            "--data=" + BUCKET + "/lab/data",
            "--workspace=" + BUCKET + "/lab/data/workspace");
    assertEquals(Twinbeam.USAGE, refused.status(), refused.out());
    assertHas(refused.err(), "which is read as a whole");
  }

  @Test
  void aBucketThatIsNotThereIsToldBeforeAnythingRuns() {
    CommandRun refused = run(BUCKET + "/lab/tiny.yaml", "--workspace=gs://nobodys-bucket/x");
    assertEquals(Twinbeam.USAGE, refused.status(), refused.err());
    assertHas(refused.err(), "there is no bucket nobodys-bucket");
    CommandRun missing =
        run(BUCKET + "/lab/tiny.yaml", "--data=gs://nobodys-bucket/x", "--workspace=" + WORKSPACE);
    assertEquals(Twinbeam.USAGE, missing.status(), missing.err());
    assertHas(missing.err(), "gs://nobodys-bucket/x");
  }
}
