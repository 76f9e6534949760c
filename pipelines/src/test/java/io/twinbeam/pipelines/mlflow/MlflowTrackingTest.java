package io.twinbeam.pipelines.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.training.StepLog;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.tracking.EventLog;
import io.twinbeam.transforms.tracking.LiveFiles;
import io.twinbeam.transforms.tracking.LiveRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class MlflowTrackingTest {

  private static final String CHAIN = "0123456789abcdef";
  private static final Experiment EXPERIMENT =
      ExperimentFile.parse(
          "name: least\nmethods: supervised\nseeds: [1]\ndata: {phantom: {}}\n", "least.yaml");
  private static final String RUN = "supervised-seed1";
  private static final MlflowTracking.Limits QUICK =
      new MlflowTracking.Limits(
          Duration.ofMillis(20),
          Duration.ofMillis(80),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20));

  @TempDir private Path folder;

  private FakeMlflow server;
  private RunDirectory directory;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
    directory = new RunDirectory(Files.createDirectories(folder.resolve("0123abcd")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<StepLog> steps(int count) {
    return LongStream.range(0, count)
        .mapToObj(
            step ->
                new StepLog(
                    step, new TreeMap<>(Map.of("total", step + 0.5, "crossEntropy.A", 0.25))))
        .toList();
  }

  private void train(int count) throws IOException {
    new EventLog(LiveFiles.events(directory.path(), RUN), CHAIN)
        .append(steps(count), step -> 1000 + step, Optional.empty());
    LiveFiles.write(
        LiveFiles.run(directory.path(), RUN),
        LiveRun.of(RUN, LiveRun.State.TRAINED, 9, steps(count), null));
  }

  private int results() throws IOException {
    Files.writeString(
        Path.of(directory.file("summary.json")),
        "{\"methods\": {\"supervised\": {\"all\": {\"n\": 2, \"dice\": {\"mean\": 0.75, \"x\": null}}}}}");
    Files.writeString(Path.of(directory.file("report.html")), "<html>");
    return 0;
  }

  private MlflowTracking tracking(String uri) {
    return tracking(uri, QUICK);
  }

  private MlflowTracking tracking(String uri, MlflowTracking.Limits limits) {
    return new MlflowTracking(TrackingServer.of(uri, Map.of()), EXPERIMENT, directory, limits);
  }

  private int run(int steps) throws IOException {
    return tracking(server.uri())
        .during(
            () -> {
              train(steps);
              return results();
            });
  }

  private List<Long> stepsOf(String metric) {
    return server.run(RUN).metrics.stream()
        .filter(point -> point.key().equals(metric))
        .map(FakeMlflow.Point::step)
        .toList();
  }

  private static List<Long> upTo(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  @Test
  void settingsMetricsFiguresAndFilesAreLogged() throws IOException {
    assertEquals(0, run(3));
    assertEquals(List.of("least"), server.experiments());
    FakeMlflow.Run run = server.run("0123abcd/" + RUN);
    assertEquals("FINISHED", run.status);
    assertEquals("2", run.tags.get("twinbeam.lastStep"));
    assertEquals("supervised", run.params.get("run.method"));
    assertEquals("1", run.params.get("run.seed"));
    assertTrue(run.params.containsKey("training.steps"), run.params.toString());
    assertTrue(run.metrics.contains(new FakeMlflow.Point("objective/total", 1.5, 1_001_000, 1)));
    assertTrue(
        run.metrics.contains(new FakeMlflow.Point("objective/crossEntropy.A", 0.25, 1_002_000, 2)));
    assertTrue(
        run.metrics.stream()
            .anyMatch(
                point ->
                    point.key().equals("summary/all.dice.mean")
                        && point.value() == 0.75
                        && point.step() == 2));
    assertEquals(
        "<html>",
        new String(server.artifacts.get("0/run0/artifacts/report.html"), StandardCharsets.UTF_8));
    assertTrue(server.artifacts.containsKey("0/run0/artifacts/summary.json"));
  }

  @Test
  void metricsAreThereWhileTheJobGoesOn() throws IOException {
    tracking(server.uri())
        .during(
            () -> {
              train(3);
              while (server.runs() == 0 || stepsOf("objective/total").size() < 3) {
                Thread.onSpinWait();
              }
              assertEquals("RUNNING", server.run(RUN).status);
              train(5);
              return results();
            });
    assertEquals(upTo(5), stepsOf("objective/total"));
  }

  @Test
  void aRunThatGoesOnIsTheSameAndLogsNoStepTwice() throws IOException {
    run(3);
    run(5);
    assertEquals(1, server.runs());
    assertEquals(upTo(5), stepsOf("objective/total"));
    assertEquals("FINISHED", server.run(RUN).status);
  }

  @Test
  void manyStepsGoInBatchesThatServersTake() throws IOException {
    run(2000);
    assertEquals(upTo(2000), stepsOf("objective/total"));
    assertEquals("1999", server.run(RUN).tags.get("twinbeam.lastStep"));
  }

  @Test
  void aServerThatFailsForAWhileMissesNothing() throws IOException {
    server.behave(
        call -> {
          if (call.number() < 12 || call.number() % 7 == 0) {
            call.reply(500, "{\"message\": \"not now\"}");
            return true;
          }
          return false;
        });
    assertEquals(0, run(3));
    assertEquals(1, server.runs());
    assertEquals(upTo(3), stepsOf("objective/total"));
    assertEquals("FINISHED", server.run(RUN).status);
  }

  @Test
  void aServerThatIsNeverThereHoldsNothingUpForLong() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertHeldUpShortly("http://localhost:" + port);
  }

  private void assertHeldUpShortly(String uri) throws IOException {
    MlflowTracking.Limits limits =
        new MlflowTracking.Limits(
            Duration.ofMillis(20),
            Duration.ofMillis(80),
            Duration.ofMillis(100),
            Duration.ofMillis(500));
    long started = System.nanoTime();
    int status =
        tracking(uri, limits)
            .during(
                () -> {
                  train(3);
                  results();
                  return 7;
                });
    assertEquals(7, status);
    assertTrue(System.nanoTime() - started < 20e9, "half a second is the limit");
  }

  @Test
  void aServerThatDoesNotAnswerHoldsNothingUpForLong() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    server.behave(
        call -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return true;
        });
    try {
      assertHeldUpShortly(server.uri());
      assertTrue(server.requests() > 1, "a call that hangs is given up and made again");
    } finally {
      closed.countDown();
    }
  }

  @Test
  void garbageIsNoReasonToFail() throws IOException {
    server.behave(
        call -> {
          String[] bodies = {"{}", "<html>proxy</html>", "[1", "{\"run\": 5}", ""};
          call.reply(200, bodies[call.number() % bodies.length]);
          return true;
        });
    assertHeldUpShortly(server.uri());
    server.behave(call -> false);
    run(3);
    assertEquals(upTo(3), stepsOf("objective/total"));
  }

  @Test
  void anErrorOfTheJobStaysAndTheRunIsMarkedFailed() throws IOException {
    IOException error =
        assertThrows(
            IOException.class,
            () ->
                tracking(server.uri())
                    .during(
                        () -> {
                          train(3);
                          throw new IOException("disk full");
                        }));
    assertEquals("disk full", error.getMessage());
    assertEquals("FAILED", server.run(RUN).status);
    assertEquals(upTo(3), stepsOf("objective/total"));
    assertTrue(server.artifacts.isEmpty());
  }

  @Test
  void aRunThatFailsBeforeItsFirstSegmentIsThereAndFailed() throws IOException {
    int status =
        tracking(server.uri())
            .during(
                () -> {
                  LiveFiles.write(
                      LiveFiles.run(directory.path(), RUN),
                      LiveRun.failed(RUN, 9, new IllegalArgumentException("no labelled case")));
                  while (server.runs() == 0) {
                    Thread.onSpinWait();
                  }
                  results();
                  return 1;
                });
    assertEquals(1, status);
    assertEquals("FAILED", server.run(RUN).status);
    assertEquals("supervised", server.run(RUN).params.get("run.method"));
    assertEquals(1, server.runs());
    assertEquals(List.of(), stepsOf("objective/total"));
  }

  @Test
  void theRunsOfAJobThatFailsBeforeAnyTrainingAreThereAndFailed() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            tracking(server.uri())
                .during(
                    () -> {
                      throw new IOException("disk full");
                    }));
    assertEquals("FAILED", server.run(RUN).status);
    run(3);
    assertEquals(1, server.runs(), "the next start goes on in it");
    assertEquals("FINISHED", server.run(RUN).status);
  }

  @Test
  void filesStayWhereTheServerDoesNotPassThemOn() throws IOException {
    server.artifactRoot = "s3://bucket";
    assertEquals(0, run(3));
    assertTrue(server.artifacts.isEmpty());
    assertEquals("FINISHED", server.run(RUN).status);
  }

  @Test
  void userAndPasswordAreSentAndNeverShown() throws IOException {
    TrackingServer named = TrackingServer.of(server.uri().replace("//", "//me:secret@"), Map.of());
    assertFalse(named.toString().contains("secret"));
    new MlflowTracking(named, EXPERIMENT, directory, QUICK)
        .during(
            () -> {
              train(1);
              return results();
            });
    // "me:secret" in base 64.
    assertEquals(List.of("Basic bWU6c2VjcmV0"), server.authorisations.stream().distinct().toList());
  }

  @Test
  void otherwiseTheEnvironmentSaysWhoLogsIn() {
    TrackingServer server =
        TrackingServer.of(
            "https://host/path/",
            Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p"));
    assertEquals(new TrackingServer("https://host/path", "u", "p", null), server);
    assertEquals(
        new TrackingServer("http://host:5", null, null, "t"),
        TrackingServer.of("http://host:5", Map.of("MLFLOW_TRACKING_TOKEN", "t")));
  }

  @Test
  void whatIsNoAddressIsRefusedWithoutRepeatingIt() {
    for (String uri : List.of("localhost:5000", "file:///tmp/me:secret", "http://me:secret@ x")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> TrackingServer.of(uri, Map.of()))
              .getMessage();
      assertFalse(message.contains("secret"), message);
    }
  }
}
