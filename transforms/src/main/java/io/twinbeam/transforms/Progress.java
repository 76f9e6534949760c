package io.twinbeam.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a person how far the stages of this process are: one line per stage and interval, never one
 * per element, and what is so far ({@link #now}) for whoever asks. No result depends on it.
 */
public final class Progress {

  private static final Logger LOG = LoggerFactory.getLogger("twinbeam");
  private static final long INTERVAL_NANOS = 5_000_000_000L;
  private static final Map<String, Progress> STAGES = new ConcurrentHashMap<>();
  private static final Map<String, Long> STEPS = new ConcurrentHashMap<>();
  private static final Set<String> ENDED_RUNS = ConcurrentHashMap.newKeySet();
  private static final Map<String, Long> COUNTS = new ConcurrentHashMap<>();

  private static final List<String> FAILURES = new ArrayList<>();
  private static final int KEPT_FAILURES = 5;

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

  /** Forgets everything, for a process that runs one pipeline after another. */
  public static void reset() {
    STAGES.clear();
    STEPS.clear();
    ENDED_RUNS.clear();
    COUNTS.clear();
    synchronized (FAILURES) {
      FAILURES.clear();
    }
  }

  /** Why elements were given up, as {@code STAGE ID: REASON}; the first few. */
  public static List<String> failures() {
    synchronized (FAILURES) {
      return List.copyOf(FAILURES);
    }
  }

  /** How far everything is by now. */
  public static ProgressReport now() {
    TreeMap<String, ProgressReport.Stage> stages = new TreeMap<>();
    STAGES.forEach((name, stage) -> stages.put(name, stage.counts()));
    return new ProgressReport(
        stages, new TreeMap<>(STEPS), new TreeSet<>(ENDED_RUNS), new TreeMap<>(COUNTS));
  }

  private ProgressReport.Stage counts() {
    return new ProgressReport.Stage(total.get(), done.get(), reused.get(), failed.get());
  }

  /** Counts one more of what a counter counts, under the counter's name. */
  public static void count(String counter) {
    COUNTS.merge(counter, 1L, Long::sum);
  }

  /** A run is at {@code steps}, of which some may have been done before. */
  public static void steps(String runId, long steps) {
    STEPS.put(runId, steps);
  }

  /** A run takes no more steps, whether it was trained to its end or not. */
  public static void ended(String runId) {
    ENDED_RUNS.add(runId);
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

  /** An element was given up; the first few reasons of the process are kept for whoever asks. */
  public void failed(String id, Throwable error) {
    synchronized (FAILURES) {
      if (FAILURES.size() < KEPT_FAILURES) {
        FAILURES.add(stage + " " + id + ": " + error.getMessage());
      }
    }
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
