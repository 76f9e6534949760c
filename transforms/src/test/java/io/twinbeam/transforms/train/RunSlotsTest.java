package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunSlotsTest {

  /** Texts that stand for something large, open until closed. */
  private final List<String> open = new ArrayList<>();

  private final RunSlots<String> slots = new RunSlots<>(open::remove);

  private static RunSlots.Key key(String run) {
    return new RunSlots.Key("here", run);
  }

  private String opened(String name) {
    open.add(name);
    return name;
  }

  /** One turn of a run; returns what it found from its last one. */
  private Optional<String> turn(String run, int most) throws IOException {
    try (RunSlots<String>.Slot slot = slots.take(key(run), most)) {
      Optional<String> found = slot.held();
      if (found.isEmpty()) {
        slot.open(() -> opened(run));
      }
      slot.keep();
      return found;
    }
  }

  @Test
  void aRunFindsWhatItLeftWhileThereIsRoom() throws IOException {
    for (String run : List.of("a", "b", "c")) {
      assertEquals(Optional.empty(), turn(run, 3));
    }
    for (String run : List.of("a", "b", "c")) {
      assertEquals(Optional.of(run), turn(run, 3));
    }
    assertEquals(List.of("a", "b", "c"), open);
  }

  @Test
  void whereRoomIsShortTheOneThatWasLeftLastGivesWay() throws IOException {
    turn("a", 2);
    turn("b", 2);
    turn("c", 2);
    assertEquals(List.of("a", "c"), open);
    assertEquals(Optional.of("a"), turn("a", 2));
    turn("b", 1);
    assertEquals(List.of("b"), open);
    assertEquals(1, slots.open());
  }

  @Test
  void aTurnThatFailsLeavesNothing() throws IOException {
    turn("a", 2);
    assertThrows(
        IOException.class,
        () -> {
          try (RunSlots<String>.Slot slot = slots.take(key("a"), 2)) {
            assertTrue(slot.held().isPresent());
            throw new IOException("disk gone");
          }
        });
    assertEquals(List.of(), open);
    assertThrows(
        IOException.class,
        () -> {
          try (RunSlots<String>.Slot slot = slots.take(key("a"), 2)) {
            slot.open(
                () -> {
                  throw new IOException("cannot be opened");
                });
          }
        });
    assertEquals(0, slots.open());
    assertEquals(Optional.empty(), turn("a", 1));
  }

  @Test
  void aSecondTurnOfOneRunBesideTheFirstHasItsOwnAndOneOfThemStays() throws IOException {
    try (RunSlots<String>.Slot first = slots.take(key("a"), 2)) {
      first.open(() -> opened("first"));
      try (RunSlots<String>.Slot second = slots.take(key("a"), 2)) {
        second.open(() -> opened("second"));
        second.keep();
      }
      first.keep();
    }
    assertEquals(List.of("first"), open);
    assertEquals(1, slots.open());
  }

  @Test
  void whatIsForgottenIsClosed() throws IOException {
    turn("a", 3);
    turn("b", 3);
    slots.forget(key("a"));
    assertEquals(List.of("b"), open);
    slots.forget(key("a"));
    slots.forgetAll("elsewhere");
    assertEquals(List.of("b"), open);
    slots.forgetAll("here");
    assertEquals(List.of(), open);
    assertEquals(0, slots.open());
  }

  @Test
  void aFailureToCloseCostsNobodyASlotOrWhatWasLeft() throws IOException {
    RunSlots<String> stuck =
        new RunSlots<>(
            closed -> {
              throw new IllegalStateException("cannot close " + closed);
            });
    RunSlots<String>.Slot first = stuck.take(key("a"), 2);
    first.open(() -> "first");
    assertThrows(IllegalStateException.class, () -> first.open(() -> "never"));
    first.open(() -> "second");
    assertThrows(IllegalStateException.class, first::close);
    assertEquals(0, stuck.open());

    for (String run : List.of("a", "b", "c")) {
      try (RunSlots<String>.Slot slot = stuck.take(key(run), 3)) {
        slot.open(() -> run);
        slot.keep();
      }
    }
    assertThrows(IllegalStateException.class, () -> stuck.take(key("a"), 2));
    assertEquals(2, stuck.open());
    try (RunSlots<String>.Slot slot = stuck.take(key("a"), 2)) {
      assertEquals(Optional.of("a"), slot.held());
      slot.keep();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void manyThreadsNeverHaveMoreOpenThanAllowedAndAllEnd(int most) {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger highest = new AtomicInteger();
    RunSlots<Integer> counted = new RunSlots<>(closed -> now.decrementAndGet());
    List<CompletableFuture<Void>> runs = new ArrayList<>();
    for (int run = 0; run < 8; run++) {
      int id = run;
      runs.add(
          CompletableFuture.runAsync(
              () -> {
                for (int turn = 0; turn < 200; turn++) {
                  try (RunSlots<Integer>.Slot slot = counted.take(key(String.valueOf(id)), most)) {
                    if (slot.held().isEmpty()) {
                      slot.open(
                          () -> {
                            highest.accumulateAndGet(now.incrementAndGet(), Math::max);
                            return id;
                          });
                    }
                    slot.keep();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              },
              work -> new Thread(work).start()));
    }
    runs.forEach(CompletableFuture::join);
    assertEquals(most, highest.get());
    assertTrue(counted.open() <= most);
  }

  @Test
  void whoeverWaitsCanBeInterrupted() throws IOException {
    try (RunSlots<String>.Slot slot = slots.take(key("a"), 1)) {
      assertFalse(slot.held().isPresent());
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, () -> slots.take(key("b"), 1));
      assertTrue(Thread.interrupted());
    }
    assertEquals(0, slots.open());
  }
}
