package io.twinbeam.templates.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs on a real cluster end with the bytes of an undisturbed run in one process. */
@Tag("cluster")
final class FlinkClusterIT {

  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final int KILLS = Integer.getInteger("cluster.kills", 3);
  private static final long SEED = Long.getLong("cluster.seed", 11);
  private static final String REUSED = "are there already and are reused";

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
        steps: 200
        segmentSteps: 10
        patch: 16x16x16
        threads: 1
      evaluation: {stride: 16x16x16}
      """;

  private static Path templates;
  private static Path folder;
  private static Path experiment;
  private static FlinkCluster cluster;
  private static Map<String, String> undisturbed;

  @BeforeAll
  static void startTheClusterAndRunWithoutIt() throws Exception {
    templates = Path.of("").toAbsolutePath();
    // The jars are those of this very build, so bin/twinbeam has nothing to build.
    Files.writeString(templates.resolve("target/built"), "");
    Path root = templates.resolve("target/cluster");
    cluster = FlinkCluster.start(templates, root);
    folder = Files.createDirectories(root.resolve("runs"));
    experiment = Files.writeString(folder.resolve("cluster.yaml"), EXPERIMENT);
    try (Submission direct = Submission.direct(templates, experiment, folder.resolve("direct"))) {
      undisturbed = direct.results(LIMIT);
    }
    assertTrue(undisturbed.keySet().stream().anyMatch(name -> name.startsWith("weights/")));
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
  void aRunEndsWithTheBytesOfTheDirectRunner() throws Exception {
    try (Submission run = submit("plain")) {
      assertEquals(undisturbed, run.results(LIMIT), cluster::tails);
    }
  }

  @Test
  void aRunWhoseTaskManagersAreKilledEndsWithTheSameBytes() throws Exception {
    killTaskManagersOf("killed", List.of());
  }

  private static void killTaskManagersOf(String name, List<String> options) throws Exception {
    Random random = new Random(SEED);
    try (Submission run = submit(name, options.toArray(String[]::new))) {
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
      assertEquals(undisturbed, run.results(LIMIT), cluster::tails);
    }
    assertTrue(reuses() >= KILLS, () -> "training began anew\n" + cluster.tails());
  }

  @Test
  void aCancelledRunGoesOnWhereItWasWhenItIsSubmittedAgain() throws Exception {
    try (Submission run = submit("cancelled")) {
      new TrainingWatch(cluster).await(2, run);
      cluster.rest().cancel(cluster.rest().runningJob().orElseThrow());
      assertNotEquals(0, run.status(LIMIT), run::tail);
    }
    long before = reuses();
    try (Submission again = submit("cancelled")) {
      assertEquals(undisturbed, again.results(LIMIT), cluster::tails);
    }
    assertTrue(reuses() > before, () -> "training began anew\n" + cluster.tails());
  }

  private static long reuses() {
    try {
      return cluster.lines().stream().filter(line -> line.contains(REUSED)).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Submission submit(String name, String... options) throws IOException {
    return Submission.to(cluster, templates, experiment, folder.resolve(name), List.of(options));
  }
}
