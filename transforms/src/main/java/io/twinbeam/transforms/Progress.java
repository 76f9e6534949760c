package io.twinbeam.transforms;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a person how far the stages of this process are: one line per stage and interval, never one
 * per element. It feeds nothing but the log, so no result depends on it.
 */
public final class Progress {

  private static final Logger LOG = LoggerFactory.getLogger("twinbeam");
  private static final long INTERVAL_NANOS = 5_000_000_000L;
  private static final Map<String, Progress> STAGES = new ConcurrentHashMap<>();

  private final String stage;
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger reused = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong lastLine = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

  private Progress(String stage) {
    this.stage = stage;
  }

  /** The progress of {@code stage} in this process. */
  public static Progress of(String stage) {
    return STAGES.computeIfAbsent(stage, Progress::new);
  }

  /** Forgets all stages, for a process that runs one pipeline after another. */
  public static void reset() {
    STAGES.clear();
  }

  /** Logs one line that stands for itself, such as a finished training segment. */
  public static void line(String text) {
    LOG.info(text);
  }

  /** A duration as a person says it, such as {@code 4 min}. */
  public static String duration(double seconds) {
    return seconds < 90
        ? Math.round(seconds) + " s"
        : seconds < 5400
            ? Math.round(seconds / 60) + " min"
            : Math.round(seconds / 360) / 10.0 + " h";
  }

  /** The stage has {@code more} elements ahead than known so far. */
  public void expect(int more) {
    total.addAndGet(more);
  }

  public void computed() {
    done.incrementAndGet();
    report();
  }

  /** An element was done before: its artifact exists. */
  public void reused() {
    reused.incrementAndGet();
    computed();
  }

  public void failed() {
    failed.incrementAndGet();
    computed();
  }

  private void report() {
    int count = done.get();
    long now = System.nanoTime();
    long last = lastLine.get();
    boolean complete = count == total.get();
    boolean due = now - last >= INTERVAL_NANOS && lastLine.compareAndSet(last, now);
    if (complete || due) {
      LOG.info(
          "{}: {}/{} cases{}{}",
          stage,
          count,
          Math.max(count, total.get()),
          note(reused, "reused"),
          note(failed, "failed"));
    }
  }

  private static String note(AtomicInteger count, String what) {
    return count.get() == 0 ? "" : ", " + count.get() + " " + what;
  }
}
