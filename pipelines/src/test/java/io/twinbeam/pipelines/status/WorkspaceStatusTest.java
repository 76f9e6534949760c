package io.twinbeam.pipelines.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.ProgressReport.Stage;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.tracking.LiveFiles;
import io.twinbeam.transforms.tracking.LiveRun;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workspaces as files alone. */
final class WorkspaceStatusTest {

  @TempDir private Path workspace;

  private Path directory(String name, LiveJob.State state, String at) throws IOException {
    Path directory = workspace.resolve("runs").resolve(name);
    LiveFiles.write(
        LiveJob.file(directory),
        new LiveJob(
            state,
            "bin/twinbeam run x.yaml",
            "/home/it's me",
            Map.of("m-fold1-seed1", 100L, "m-fold2-seed1", 100L, "m-fold3-seed1", 100L),
            Map.of("preprocess", new Stage(5, 5, 2, 1)),
            List.of("preprocess case_3: no label"),
            state == LiveJob.State.FAILED ? "disk full" : null,
            null,
            "2026-01-01T00:00:00Z",
            at,
            "node1",
            7));
    return directory;
  }

  private static void training(
      Path directory, String run, LiveRun.State state, long step, List<String> alarms)
      throws IOException {
    boolean failed = state == LiveRun.State.FAILED;
    LiveFiles.write(
        LiveFiles.run(directory, run),
        new LiveRun(
            run,
            state,
            step,
            100,
            0.25,
            2.0,
            null,
            alarms,
            failed ? "step 3: the loss must be finite" : null,
            "2026-01-01T02:00:00Z",
            "node2",
            8));
  }

  private List<String> lines(boolean held) throws IOException {
    return StatusText.lines(WorkspaceStatus.of(workspace, path -> held, 20).orElseThrow());
  }

  @Test
  void refusedCredentialsAreNotTakenForAnEmptyWorkspace() throws IOException {
    try (FakeStorage fake = FakeStorage.startForProcess()) {
      fake.put("work/runs/x/1/run.json", new byte[0]);
      Path bucket = Folders.at("gs://" + FakeStorage.BUCKET + "/work");
      for (String asked : List.of("runs", "run.json")) {
        fake.fail(1, line -> line.contains(asked), Fault.status(403));
        assertThrows(
            AccessDeniedException.class, () -> WorkspaceStatus.of(bucket, path -> false, 20));
      }
      assertTrue(WorkspaceStatus.of(bucket, path -> false, 20).isPresent());
    }
  }

  @Test
  void foldsOfARunThatGoesOnAreToldEach() throws IOException {
    Path run = directory("x/1", LiveJob.State.RUNNING, "2026-01-01T01:00:00Z");
    training(run, "m-fold1-seed1", LiveRun.State.TRAINING, 40, List.of("alarm.collapse.B"));
    training(run, "m-fold2-seed1", LiveRun.State.FAILED, 0, List.of());
    assertEquals(
        List.of(
            "running   x/1, train, since 2026-01-01T00:00:00Z (node1, pid 7)",
            "  x/1: preprocess 5/5 (2 reused)",
            "  m-fold1-seed1  step 40 of 100, loss 0.2500, 2.00 steps/s, 30 s left",
            "  m-fold2-seed1  failed",
            "  m-fold3-seed1  waiting",
            "  ALARM m-fold1-seed1: alarm.collapse.B",
            "  2 failed, such as:",
            "    train m-fold2-seed1: step 3: the loss must be finite",
            "    preprocess case_3: no label"),
        lines(true));
  }

  @Test
  void laterRoundsOfARunThatFailedAreNotWaitedFor() throws IOException {
    Path run = workspace.resolve("runs/x/1");
    LiveFiles.write(
        LiveJob.file(run),
        new LiveJob(
            LiveJob.State.RUNNING,
            "bin/twinbeam run x.yaml",
            "/home",
            Map.of("m-seed1", 100L, "m-seed1-round-2", 100L, "m-seed1-round-3", 100L),
            Map.of("preprocess", new Stage(5, 5, 0, 0), "predict", new Stage(4, 1, 0, 0)),
            List.of(),
            null,
            null,
            "2026-01-01T00:00:00Z",
            "2026-01-01T01:00:00Z",
            "node1",
            7));
    training(run, "m-seed1", LiveRun.State.FAILED, 0, List.of());
    assertEquals(
        List.of(
            "running   x/1, predict, since 2026-01-01T00:00:00Z (node1, pid 7)",
            "  x/1: predict 1/4 | preprocess 5/5",
            "  m-seed1          failed",
            "  m-seed1-round-2  failed",
            "  m-seed1-round-3  failed",
            "  1 failed, such as:",
            "    train m-seed1: step 3: the loss must be finite"),
        lines(true));
  }

  @Test
  void oneThatNobodyHoldsHasStoppedAfterItsLastSign() throws IOException {
    Path run = directory("x/1", LiveJob.State.RUNNING, "2026-01-01T01:00:00Z");
    training(run, "m-fold1-seed1", LiveRun.State.TRAINING, 40, List.of());
    List<String> lines = lines(false);
    assertEquals("stopped   x/1, cut off after 2026-01-01T02:00:00Z (node1, pid 7)", lines.get(0));
    assertEquals("  m-fold1-seed1  step 40 of 100, loss 0.2500", lines.get(2));
    assertEquals(
        "  go on with: cd '/home/it'\\''s me' && bin/twinbeam run x.yaml",
        lines.get(lines.size() - 1));
  }

  @Test
  void oneThatFailedSaysWhyEvenWhereEarlierResultsAreThere() throws IOException {
    Path run = directory("x/1", LiveJob.State.FAILED, "2026-01-01T01:00:00Z");
    Files.writeString(run.resolve("run.json"), "{}");
    assertEquals("failed    x/1 at 2026-01-01T01:00:00Z: disk full", lines(false).get(0));
  }

  @Test
  void runsWithoutLiveFilesAreToldByTheirResults() throws IOException {
    Path finished = Files.createDirectories(workspace.resolve("runs/x/old"));
    Files.writeString(finished.resolve("run.json"), "{}");
    Path killed = Files.createDirectories(workspace.resolve("runs/x/killed"));
    Files.writeString(killed.resolve(".lock"), "");
    Files.createDirectories(workspace.resolve("runs/x/foreign"));
    List<String> lines = lines(false);
    assertTrue(lines.contains("finished  x/old"), lines.toString());
    assertTrue(lines.contains("stopped   x/killed, cut off"), lines.toString());
    assertEquals(2, lines.size(), lines.toString());
  }

  @Test
  void halfAFileIsPassedOver() throws IOException {
    Path run = directory("x/1", LiveJob.State.RUNNING, "2026-01-01T01:00:00Z");
    Files.writeString(LiveFiles.run(run, "m-fold1-seed1"), "{\"run\":");
    Files.writeString(LiveFiles.run(run, "m-fold2-seed1"), "");
    Files.writeString(run.resolve("failed-cases.csv"), "\"");
    assertTrue(lines(true).contains("  m-fold1-seed1  waiting"));
    Files.writeString(run.resolve("run.json"), "{}");
    assertEquals("finished  x/1 at 2026-01-01T01:00:00Z", lines(false).get(0));
  }

  @Test
  void theLatestComeFirstAndThoseThatGoOnAreNeverLeftOut() throws IOException {
    for (int n = 1; n <= 5; n++) {
      Path run = directory("x/" + n, LiveJob.State.FINISHED, "2026-01-01T01:00:00Z");
      Files.writeString(run.resolve("run.json"), "{}");
      FileTime time = FileTime.fromMillis(1_000_000L * n);
      for (Path file : List.of(LiveJob.file(run), run.resolve("live"), run.resolve("run.json"))) {
        Files.setLastModifiedTime(file, time);
      }
    }
    WorkspaceStatus status =
        WorkspaceStatus.of(workspace, path -> path.endsWith("1"), 2).orElseThrow();
    assertEquals(
        List.of("x/5", "x/4", "x/1"), status.runs().stream().map(RunStatus::name).toList());
    assertEquals(2, status.more());
    assertTrue(status.isAnyRunning());
    List<String> lines = StatusText.lines(status);
    assertEquals("2 earlier ones are not shown; --last=0 shows all", lines.get(lines.size() - 1));
    WorkspaceStatus all = WorkspaceStatus.of(workspace, path -> false, 0).orElseThrow();
    assertEquals(5, all.runs().size());
    assertFalse(all.isAnyRunning());
  }

  @Test
  void evaluationsAreRunDirectoriesToo() throws IOException {
    directory("x/1/evaluations/2", LiveJob.State.RUNNING, "2026-01-01T01:00:00Z");
    assertEquals(
        "stopped   x/1/evaluations/2, cut off after 2026-01-01T01:00:00Z (node1, pid 7)",
        lines(false).get(0));
  }

  @Test
  void aFolderWithoutRunsHasNoStatus() throws IOException {
    assertTrue(WorkspaceStatus.of(workspace, path -> false, 0).isEmpty());
  }
}
