package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Run directories on {@code gs://}, where a lock can be lost while somebody works under it. */
final class FillingInBucketTest {

  private static final String LOCK = "run/.lock";

  private FakeStorage fake;
  private RunDirectory directory;

  @BeforeEach
  void makeAFinishedRun() throws IOException {
    fake = FakeStorage.startForProcess();
    directory = new RunDirectory(Folders.at("gs://" + FakeStorage.BUCKET + "/run"));
    put("run/run.json", "old");
    put("run/metrics.csv", "old");
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private void put(String name, String content) {
    fake.put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private <E extends Exception> E failing(Class<E> type, JobLock.Work work) {
    return assertThrows(type, () -> Filling.of(directory, work));
  }

  @Test
  void whoHasLostTheLockLeavesTheResultsOfWhoHasIt() {
    IOException error =
        failing(
            IOException.class,
            () -> {
              put(LOCK, "another");
              put("run/metrics.csv", "of another");
              return 0;
            });
    assertTrue(error.getMessage().contains("was taken by another process"), error.getMessage());
    assertEquals("of another", new String(fake.content("run/metrics.csv"), StandardCharsets.UTF_8));
    assertTrue(fake.names().contains("run/.earlier/run.json"), fake.names().toString());
  }

  @Test
  void whoFailsAndHasLostTheLockBringsNothingBack() {
    IllegalStateException error =
        failing(
            IllegalStateException.class,
            () -> {
              put(LOCK, "another");
              put("run/metrics.csv", "of another");
              throw new IllegalStateException("the pipeline ended");
            });
    assertEquals("the pipeline ended", error.getMessage());
    assertEquals("of another", new String(fake.content("run/metrics.csv"), StandardCharsets.UTF_8));
    assertTrue(fake.names().contains("run/.earlier/run.json"), fake.names().toString());
  }

  @Test
  void theLastStepWaitsForTheLockOfAWorkerThatIsNoMore() throws IOException {
    put(LOCK, "a worker that is no more");
    CompletableFuture<Integer> finished =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return JobLock.finishing(
                    directory.path(),
                    "launch",
                    Duration.ofMinutes(1),
                    Duration.ofMillis(50),
                    held -> 7);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThrows(
        BusyException.class, () -> JobLock.holding(directory.path(), held -> 0), "still held");
    assertFalse(finished.isDone());
    fake.age(LOCK, Duration.ofMinutes(6));
    assertEquals(7, finished.join());
  }

  @Test
  void theLastStepDoesNotWaitForEver() {
    put(LOCK, "somebody else");
    assertThrows(
        BusyException.class,
        () ->
            JobLock.finishing(
                directory.path(), "launch", Duration.ZERO, Duration.ofMillis(50), held -> 0));
  }

  @Test
  void whoHasLostTheLockHandsNothingOver() {
    assertNothingHandedOver(() -> put(LOCK, "another"));
  }

  @Test
  void whoLosesTheLockWhileHandingOverTakesTheMarkAway() {
    assertNothingHandedOver(
        () ->
            fake.fail(
                1,
                line -> line.contains("uploadType=multipart"),
                Fault.meanwhile(() -> put(LOCK, "another"))));
  }

  private void assertNothingHandedOver(Runnable meanwhile) {
    HandOver.planned(
        () -> {
          IOException error =
              failing(
                  IOException.class,
                  () -> {
                    meanwhile.run();
                    throw new HandedOverException("nightly");
                  });
          assertTrue(error.getMessage().contains("was taken by another"), error.getMessage());
          return 0;
        });
    assertEquals("another", new String(fake.content(LOCK), StandardCharsets.UTF_8));
    assertFalse(fake.names().contains("run/.handed-over"), fake.names().toString());
  }

  @Test
  void aJobThatIsHandedOverKeepsItsDirectoryUntilItIsFinished() throws IOException {
    int status =
        HandOver.planned(
            () -> {
              String launch = HandOver.launch().orElseThrow();
              failing(
                  HandedOverException.class,
                  () -> {
                    throw new HandedOverException("nightly");
                  });
              BusyException busy =
                  assertThrows(BusyException.class, () -> Filling.of(directory, () -> 0));
              assertTrue(busy.getMessage().contains("in use by job nightly"), busy.getMessage());
              try {
                return Filling.finishing(directory, launch, () -> 5);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertEquals(5, status);
    assertFalse(fake.names().stream().anyMatch(name -> name.contains(".earlier")));
    assertEquals(0, Filling.of(directory, () -> 0));
  }
}
