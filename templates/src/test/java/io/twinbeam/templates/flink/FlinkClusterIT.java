package io.twinbeam.templates.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

  @RegisterExtension private static final Session SESSION = new Session();

  private static Sample brief;
  private static Sample lasting;

  /** An experiment, which runs in one process meanwhile, where nothing disturbs it. */
  private static final class Sample {

    private final Path file;
    private final Submission direct;
    private Map<String, String> results;

    Sample(String name, int steps, int segmentSteps) throws IOException {
      String text = EXPERIMENT.formatted(steps, segmentSteps);
      file = Files.writeString(SESSION.folder().resolve(name + ".yaml"), text);
      direct =
          Submission.direct(SESSION.templates(), file, SESSION.folder().resolve(name + "-direct"));
    }

    /** What it comes to. */
    Map<String, String> results() throws Exception {
      if (results == null) {
        results = direct.results(LIMIT);
        assertTrue(results.keySet().stream().anyMatch(result -> result.startsWith("weights/")));
      }
      return results;
    }

    Submission submit(String workspace, String... options) throws IOException {
      return Submission.to(SESSION, file, SESSION.folder().resolve(workspace), List.of(options));
    }
  }

  private static Sample brief() throws IOException {
    if (brief == null) {
      brief = new Sample("brief", 12, 6);
    }
    return brief;
  }

  private static Sample lasting() throws IOException {
    if (lasting == null) {
      lasting = new Sample("lasting", 40 + 60 * KILLS, 10);
    }
    return lasting;
  }

  @Test
  void aTemplateIsLaunchedLikeItsCommand() throws Exception {
    Path workspace = SESSION.folder().resolve("launched");
    try (Submission run = Submission.launch(SESSION, brief().file, workspace)) {
      assertEquals(brief().results(), run.results(LIMIT), SESSION.cluster()::tails);
    }
  }

  @Test
  void aRunEndsWithTheBytesOfTheDirectRunner() throws Exception {
    try (Submission run = brief().submit("plain")) {
      assertEquals(brief().results(), run.results(LIMIT), SESSION.cluster()::tails);
    }
  }

  @Test
  void aRunWhoseTaskManagersAreKilledEndsWithTheSameBytes() throws Exception {
    killTaskManagersOf("killed");
  }

  private static void killTaskManagersOf(String name, String... options) throws Exception {
    Random random = new Random(SEED);
    try (Submission run = lasting().submit(name, options)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int segments = 1 + random.nextInt(2);
        int millis = random.nextInt(1500);
        LoggedProcess trains = new TrainingWatch(SESSION.cluster()).await(segments, run);
        Thread.sleep(millis);
        SESSION.cluster().kill(trains);
        System.out.printf(
            "kill %d of %d, seed %d: process %d, %d ms after %d more segments%n",
            kill, KILLS, SEED, trains.pid(), millis, segments);
        assertTrue(run.isRunning(), () -> "killed too late; " + run.tail());
        SESSION.cluster().startTaskManager();
      }
      assertEquals(lasting().results(), run.results(LIMIT), SESSION.cluster()::tails);
    }
    assertTrue(reuses() >= KILLS, () -> "training began anew\n" + SESSION.cluster().tails());
  }

  @Test
  void aCancelledRunGoesOnWhereItWasWhenItIsSubmittedAgain() throws Exception {
    try (Submission run = lasting().submit("cancelled")) {
      new TrainingWatch(SESSION.cluster()).await(2, run);
      SESSION.cluster().rest().cancel(SESSION.cluster().rest().runningJob().orElseThrow());
      assertNotEquals(0, run.status(LIMIT), run::tail);
    }
    long before = reuses();
    try (Submission again = lasting().submit("cancelled")) {
      assertEquals(lasting().results(), again.results(LIMIT), SESSION.cluster()::tails);
    }
    assertTrue(reuses() > before, () -> "training began anew\n" + SESSION.cluster().tails());
  }

  /** Each job has loaded its own classes, and all share the engine of a process. */
  @Test
  void twoRunsAtOnceEndWithTheSameBytes() throws Exception {
    try (Submission left = lasting().submit("left");
        Submission right = lasting().submit("right")) {
      assertEquals(lasting().results(), left.results(LIMIT), SESSION.cluster()::tails);
      assertEquals(lasting().results(), right.results(LIMIT), SESSION.cluster()::tails);
    }
  }

  /** A job whose classes stayed would keep about 50 MB, five of them more than there is. */
  @Test
  void fiveSubmissionsLeaveTheMetaspaceAsItWas() throws Exception {
    List<Map<String, Long>> used = new ArrayList<>();
    for (int submission = 1; submission <= SUBMISSIONS; submission++) {
      try (Submission run = brief().submit("submission-" + submission)) {
        assertEquals(brief().results(), run.results(LIMIT), SESSION.cluster()::tails);
      }
      used.add(SESSION.cluster().metaspace());
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
      return SESSION.cluster().lines().stream().filter(line -> line.contains(REUSED)).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
