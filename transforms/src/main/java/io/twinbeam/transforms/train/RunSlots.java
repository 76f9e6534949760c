package io.twinbeam.transforms.train;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/**
 * Room for something large per run, at most so many at a time: the networks of the runs that a
 * process trains. Who works on a run takes a slot, waiting for one where all are taken, and gives
 * it back when done; nobody who has one ever waits for another, so there is no deadlock. What is
 * left in a slot stays open while there is room, and the run finds it at its next turn.
 *
 * @param <T> what is large
 */
final class RunSlots<T> {

  /** A run in a workspace: what was left for it must not serve the same run elsewhere. */
  record Key(String workspace, String run) {}

  /** Makes what is large. */
  @FunctionalInterface
  interface Opener<T> {
    T open() throws IOException;
  }

  private final Consumer<T> closer;
  private final LinkedHashMap<Key, T> idle = new LinkedHashMap<>();
  private int taken;

  RunSlots(Consumer<T> closer) {
    this.closer = closer;
  }

  /**
   * A slot for {@code key}, with what was left there.
   *
   * @param most how many slots may be taken or hold something, at least 1
   * @throws InterruptedIOException where this thread is interrupted while it waits
   */
  synchronized Slot take(Key key, int most) throws InterruptedIOException {
    while (taken >= most) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting to train " + key.run());
      }
    }
    // Before anything is taken, as closing may fail.
    while (taken + idle.size() + (idle.containsKey(key) ? 0 : 1) > most) {
      closer.accept(idle.remove(lastLeftBut(key)));
    }
    taken++;
    return new Slot(key, idle.remove(key));
  }

  /** Runs come round in turn, so the one that was left last is needed last. */
  private Key lastLeftBut(Key taking) {
    Key last = null;
    for (Key key : idle.keySet()) {
      last = key.equals(taking) ? last : key;
    }
    return last;
  }

  /** How many slots are taken or hold something. */
  synchronized int open() {
    return taken + idle.size();
  }

  /** Closes what was left for {@code key}, as the run has ended. */
  synchronized void forget(Key key) {
    T left = idle.remove(key);
    if (left != null) {
      closer.accept(left);
    }
  }

  /** Closes what was left for the runs of {@code workspace}; a run that goes on makes it again. */
  synchronized void forgetAll(String workspace) {
    for (Map.Entry<Key, T> entry : Map.copyOf(idle).entrySet()) {
      if (entry.getKey().workspace().equals(workspace)) {
        forget(entry.getKey());
      }
    }
  }

  private synchronized void giveBack(Key key, @Nullable T held, boolean kept) {
    taken--; // First of all: where closing fails, those who wait still get their slots.
    notifyAll();
    T unwanted = held;
    if (held != null && kept) {
      unwanted = idle.remove(key); // Somebody trained the same run beside this one.
      idle.put(key, held);
    }
    if (unwanted != null) {
      closer.accept(unwanted);
    }
  }

  /** The right to have one thing open, until closed. What is in it is closed then, unless kept. */
  final class Slot implements AutoCloseable {

    private final Key key;
    @Nullable private T held;
    private boolean kept;

    private Slot(Key key, @Nullable T left) {
      this.key = key;
      this.held = left;
    }

    /** What is in it. */
    Optional<T> held() {
      return Optional.ofNullable(held);
    }

    /** Closes what is in it and puts something new there. */
    T open(Opener<T> opener) throws IOException {
      if (held != null) {
        T before = held;
        held = null; // Lest it be closed again where that fails.
        closer.accept(before);
      }
      held = opener.open();
      return held;
    }

    /** Leaves what is in it for the next turn of the run. */
    void keep() {
      kept = true;
    }

    @Override
    public void close() {
      giveBack(key, held, kept);
    }
  }
}
