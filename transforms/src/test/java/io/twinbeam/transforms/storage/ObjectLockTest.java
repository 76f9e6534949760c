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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ObjectLockTest {

  private static final String NAME = "lab/.lock";

  private FakeStorage fake;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.start();
    System.setProperty(GcsClient.EMULATOR_PROPERTY, fake.endpoint());
    file = Folders.at("gs://" + FakeStorage.BUCKET + "/" + NAME);
  }

  @AfterEach
  void stop() {
    System.clearProperty(GcsClient.EMULATOR_PROPERTY);
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
  void ofManyWhoTakeItOneHoldsIt() {
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
    assertEquals(1, all.stream().filter(taken -> taken.join().isPresent()).count());
  }

  private Optional<ObjectLock> takeTogether(CyclicBarrier together, String holder) {
    try {
      together.await();
      return take(holder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aHolderThatHasNotBeenHeardOfForMinutesIsNone() throws IOException {
    ObjectLock killed = take("killed").orElseThrow();
    fake.age(NAME, Duration.ofMinutes(4));
    assertEquals(Optional.empty(), take("next"));
    fake.age(NAME, Duration.ofMinutes(2));
    assertFalse(ObjectLock.isHeld(file));
    ObjectLock next = take("next").orElseThrow();

    killed.renew(); // It was not dead after all.
    assertTrue(text().startsWith("next\n"));
    assertThrows(IOException.class, killed::requireHeld);
    killed.close();
    assertTrue(text().startsWith("next\n"), "it frees no lock but its own");
    next.requireHeld();
    next.close();
  }

  @Test
  void aHolderWhoIsHeardOfKeepsIt() throws IOException {
    ObjectLock lock = take("slow").orElseThrow();
    fake.age(NAME, Duration.ofMinutes(10));
    lock.renew();
    assertEquals(Optional.empty(), take("next"));
    lock.requireHeld();
    lock.close();
  }

  @Test
  void answersThatAreLostDoNotLoseIt() throws IOException {
    fake.fail(1, line -> line.startsWith("POST /upload"), Fault.doneUnanswered());
    ObjectLock lock = take("unlucky").orElseThrow();
    fake.fail(1, line -> line.startsWith("POST /upload"), Fault.doneUnanswered());
    lock.renew();
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
    lock.renew();
    assertThrows(IOException.class, lock::requireHeld);
    lock.close();
  }
}
