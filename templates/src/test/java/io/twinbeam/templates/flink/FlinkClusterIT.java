package io.twinbeam.templates.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs on a real cluster end with the bytes of an undisturbed run in one process. */
@Tag("cluster")
final class FlinkClusterIT {

  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final int KILLS = Integer.getInteger("cluster.kills", 3);
  private static final long SEED = Long.getLong("cluster.seed", 11);
  private static final String REUSED = "are there already and are reused";

  private static final int SUBMISSIONS = 5;
  private static final long LEAK_BYTES = 16L << 20;

  private static final String EXPERIMENT =
      """
      name: cluster
      data:
        phantom: {cases: 6, shape: 24x24x20, seed: 3}
      split: {seed: 1, test: 2, labelled: 2}
      methods: [supervised, dual-uncertainty]
      seeds: [1]
      networks: {width: 2}
      training:
        steps: %d
        segmentSteps: %d
        patch: 16x16x16
        threads: 1
      evaluation: {stride: 16x16x16}
      """;

  private static Path templates;
  private static Path folder;
  private static FlinkCluster cluster;
  private static Sample brief;
  private static Sample lasting;

  /** An experiment, and what it comes to where nothing disturbs it. */
  private record Sample(Path file, Map<String, String> results) {

    static Sample of(String name, int steps, int segmentSteps) throws Exception {
      String text = EXPERIMENT.formatted(steps, segmentSteps);
      Path file = Files.writeString(folder.resolve(name + ".yaml"), text);
      try (Submission direct =
          Submission.direct(templates, file, folder.resolve(name + "-direct"))) {
        Map<String, String> results = direct.results(LIMIT);
        assertTrue(results.keySet().stream().anyMatch(result -> result.startsWith("weights/")));
        return new Sample(file, results);
      }
    }

    Submission submit(String workspace, String... options) throws IOException {
      return Submission.to(cluster, templates, file, folder.resolve(workspace), List.of(options));
    }
  }

  @BeforeAll
  static void startTheClusterAndRunWithoutIt() throws Exception {
    templates = Path.of("").toAbsolutePath();
    // The jars are those of this very build, so bin/twinbeam has nothing to build.
    Files.writeString(templates.resolve("target/built"), "");
    Path root = templates.resolve("target/cluster");
    cluster = FlinkCluster.start(templates, root);
    folder = Files.createDirectories(root.resolve("runs"));
    brief = Sample.of("brief", 12, 6);
    lasting = Sample.of("lasting", 200, 10);
  }

  @BeforeEach
  void theClusterIsWhole() throws Exception {
    cluster.awaitTaskManagers();
  }

  @AfterAll
  static void stopTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void theLibraryWasLoadedWhereverItWasNeeded() throws IOException {
    assertFalse(
        cluster.lines().stream().anyMatch(line -> line.contains("UnsatisfiedLinkError")),
        cluster::tails);
  }

  @Test
  void aTemplateIsLaunchedLikeItsCommand() throws Exception {
    try (Submission run =
        Submission.launch(cluster, templates, brief.file(), folder.resolve("launched"))) {
      assertEquals(brief.results(), run.results(LIMIT));
    }
  }

  @Test
  void aRunEndsWithTheBytesOfTheDirectRunner() throws Exception {
    try (Submission run = brief.submit("plain")) {
      assertEquals(brief.results(), run.results(LIMIT), cluster::tails);
    }
  }

  @Test
  void aRunWhoseTaskManagersAreKilledEndsWithTheSameBytes() throws Exception {
    killTaskManagersOf("killed");
  }

  private static void killTaskManagersOf(String name, String... options) throws Exception {
    Random random = new Random(SEED);
    try (Submission run = lasting.submit(name, options)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int segments = 1 + random.nextInt(2);
        int millis = random.nextInt(1500);
        LoggedProcess trains = new TrainingWatch(cluster).await(segments, run);
        Thread.sleep(millis);
        cluster.kill(trains);
        System.out.printf(
            "kill %d of %d, seed %d: process %d, %d ms after %d more segments%n",
            kill, KILLS, SEED, trains.pid(), millis, segments);
        assertTrue(run.isRunning(), () -> "killed too late; " + run.tail());
        cluster.startTaskManager();
      }
      assertEquals(lasting.results(), run.results(LIMIT), cluster::tails);
    }
    assertTrue(reuses() >= KILLS, () -> "training began anew\n" + cluster.tails());
  }

  @Test
  void aCancelledRunGoesOnWhereItWasWhenItIsSubmittedAgain() throws Exception {
    try (Submission run = lasting.submit("cancelled")) {
      new TrainingWatch(cluster).await(2, run);
      cluster.rest().cancel(cluster.rest().runningJob().orElseThrow());
      assertNotEquals(0, run.status(LIMIT), run::tail);
    }
    long before = reuses();
    try (Submission again = lasting.submit("cancelled")) {
      assertEquals(lasting.results(), again.results(LIMIT), cluster::tails);
    }
    assertTrue(reuses() > before, () -> "training began anew\n" + cluster.tails());
  }

  /** Each job has loaded its own classes, and all share the engine of a process. */
  @Test
  void twoRunsAtOnceEndWithTheSameBytes() throws Exception {
    try (Submission left = lasting.submit("left");
        Submission right = lasting.submit("right")) {
      assertEquals(lasting.results(), left.results(LIMIT), cluster::tails);
      assertEquals(lasting.results(), right.results(LIMIT), cluster::tails);
    }
  }

  /** A job whose classes stayed would keep about 50 MB, five of them more than there is. */
  @Test
  void fiveSubmissionsLeaveTheMetaspaceAsItWas() throws Exception {
    List<Map<String, Long>> used = new ArrayList<>();
    for (int submission = 1; submission <= SUBMISSIONS; submission++) {
      try (Submission run = brief.submit("submission-" + submission)) {
        assertEquals(brief.results(), run.results(LIMIT), cluster::tails);
      }
      used.add(cluster.metaspace());
      System.out.println(
          "metaspace after submission " + submission + ": " + used.get(submission - 1));
    }
    Map<String, Long> early = used.get(1);
    used.get(SUBMISSIONS - 1)
        .forEach(
            (id, bytes) ->
                assertTrue(bytes - early.get(id) < LEAK_BYTES, id + " grew, see " + used));
  }

  private static long reuses() {
    try {
      return cluster.lines().stream().filter(line -> line.contains(REUSED)).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
