package io.twinbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ObjectLockTest {

  private static final String NAME = "lab/.lock";
  private static final Duration LEASE = Duration.ofMinutes(5);

  private FakeStorage fake;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.startForProcess();
    file = Folders.at("gs://" + FakeStorage.BUCKET + "/" + NAME);
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private Optional<ObjectLock> take(String holder) throws IOException {
    return ObjectLock.take(file, holder);
  }

  private String text() {
    return new String(fake.content(NAME), StandardCharsets.UTF_8);
  }

  @Test
  void oneHoldsItUntilItIsFreed() throws IOException {
    assertFalse(ObjectLock.isHeld(file));
    ObjectLock first = take("first").orElseThrow();
    assertTrue(ObjectLock.isHeld(file));
    assertTrue(text().startsWith("first\n"));
    assertEquals(Optional.empty(), take("second"));
    first.close();
    assertFalse(ObjectLock.isHeld(file));
    take("second").orElseThrow().close();
    assertEquals(List.of(NAME), fake.names(), "no probe stays");
  }

  @Test
  void ofManyWhoTakeItOneHoldsIt() throws IOException {
    int takers = 6;
    CyclicBarrier together = new CyclicBarrier(takers);
    List<CompletableFuture<Optional<ObjectLock>>> all =
        IntStream.range(0, takers)
            .mapToObj(
                number ->
                    CompletableFuture.supplyAsync(
                        () -> takeTogether(together, "taker " + number),
                        run -> new Thread(run).start()))
            .toList();
    List<ObjectLock> held =
        all.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
    for (ObjectLock lock : held) {
      lock.close();
    }
    assertEquals(1, held.size());
  }

  private Optional<ObjectLock> takeTogether(CyclicBarrier together, String holder) {
    try {
      together.await(30, TimeUnit.SECONDS);
      return take(holder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One who was killed right after taking it. */
  private ObjectLock takenByOneWhoIsDead() throws IOException {
    return ObjectLock.take(file, "killed", LEASE, Duration.ofDays(1)).orElseThrow();
  }

  @Test
  void aHolderThatHasNotBeenHeardOfForMinutesIsNone() throws IOException {
    ObjectLock killed = takenByOneWhoIsDead();
    fake.setClockAhead(Duration.ofMinutes(4));
    assertEquals(Optional.empty(), take("next"));
    fake.setClockAhead(Duration.ofMinutes(6));
    ObjectLock next = take("next").orElseThrow();

    // It was not dead after all, and nobody has told it but the service.
    IOException lost = assertThrows(IOException.class, killed::requireHeld);
    assertTrue(lost.getMessage().contains("was taken by another process"), lost.getMessage());
    assertTrue(text().startsWith("next\n"));
    killed.close();
    assertTrue(text().startsWith("next\n"), "it frees no lock but its own");
    next.requireHeld();
    next.close();
  }

  @Test
  void whoOnlyLooksGoesByTheClockOfThisMachine() throws IOException {
    ObjectLock killed = takenByOneWhoIsDead();
    assertTrue(ObjectLock.isHeld(file));
    fake.age(NAME, Duration.ofMinutes(6));
    assertFalse(ObjectLock.isHeld(file));
    killed.close();
  }

  @Test
  void timeByItselfRenewsIt() throws IOException, InterruptedException {
    ObjectLock lock = ObjectLock.take(file, "busy", LEASE, Duration.ofMillis(10)).orElseThrow();
    for (int minutes = 4; minutes < 20; minutes += 4) {
      fake.setClockAhead(Duration.ofMinutes(minutes));
      fake.await(fake.count(ObjectLockTest::isRenewal) + 2, ObjectLockTest::isRenewal);
      assertEquals(Optional.empty(), take("next"), minutes + " minutes later");
    }
    lock.requireHeld();
    lock.close();
    take("next").orElseThrow().close();
  }

  private static boolean isRenewal(String line) {
    return line.startsWith("POST /upload") && !line.contains("ifGenerationMatch=0");
  }

  @Test
  void askingWhetherItIsHeldRenewsIt() throws IOException {
    ObjectLock lock = takenByOneWhoIsDead();
    fake.age(NAME, Duration.ofMinutes(10));
    lock.requireHeld();
    assertEquals(Optional.empty(), take("next"));
    lock.close();
  }

  @Test
  void whoCannotAskWhetherItIsHeldIsToldSo() throws IOException {
    ObjectLock lock = takenByOneWhoIsDead();
    fake.fail(1, line -> line.startsWith("POST /upload"), Fault.status(403));
    assertThrows(IOException.class, lock::requireHeld);
    lock.requireHeld();
    lock.close();
  }

  @Test
  void answersThatAreLostDoNotLoseIt() throws IOException {
    fake.fail(1, line -> line.startsWith("POST /upload"), Fault.doneUnanswered());
    ObjectLock lock = take("unlucky").orElseThrow();
    fake.fail(1, line -> line.startsWith("POST /upload"), Fault.doneUnanswered());
    lock.requireHeld();
    fake.fail(1, line -> line.startsWith("POST /upload"), Fault.doneUnanswered());
    lock.close();
    assertFalse(ObjectLock.isHeld(file));
  }

  @Test
  void whoRemovesTheObjectReleasesIt() throws IOException {
    ObjectLock lock = take("first").orElseThrow();
    fake.delete(NAME);
    take("second").orElseThrow().close();
    assertThrows(IOException.class, lock::requireHeld);
    lock.close();
  }
}
