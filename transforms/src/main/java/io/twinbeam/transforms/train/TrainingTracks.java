package io.twinbeam.transforms.train;

import com.google.common.util.concurrent.Uninterruptibles;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.model.training.Trainer;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.tracking.EventLog;
import io.twinbeam.transforms.tracking.LiveFiles;
import io.twinbeam.transforms.tracking.LiveRun;
import io.twinbeam.transforms.tracking.OverlayPicture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.annotation.Nullable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets people watch runs in files of the run directory while they train. Nothing here changes a
 * run: what cannot be written is counted and told once. All curves follow from the log in the
 * checkpoints, so whoever goes on with a run completes its files.
 */
final class TrainingTracks {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingTracks.class);
  private static final long LIVE_NANOS = 5_000_000_000L;

  /** At the end of a run, as no later segment makes up for what could not be written. */
  private static final int LAST_ATTEMPTS = 3;

  private static final Duration LAST_PAUSE = Duration.ofMillis(100);

  /** Directories of which this process has said that they cannot be written. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private final Counter failures = Metrics.counter(TrainSegmenter.class, "tracking_failures");
  private final Distribution msec = Metrics.distribution(TrainSegmenter.class, "tracking_msec");
  @Nullable private final Path directory;
  private final StoredCases stored;
  private final Map<String, EventLog> events = new HashMap<>();
  private final Map<String, ShownCase> shown = new HashMap<>();

  /** What could not be added to the events of a run; its next segment adds it, or its end does. */
  private final Map<String, BooleanSupplier> missing = new HashMap<>();

  private long lastLive = System.nanoTime();

  /**
   * @param directory of the run; null to write nothing
   */
  TrainingTracks(@Nullable String directory, StoredCases stored) {
    this.directory = directory == null ? null : Path.of(directory);
    this.stored = stored;
  }

  /** A part of what is written. */
  @FunctionalInterface
  private interface Writing {
    void write(Path directory) throws IOException;
  }

  /** Whether nothing is left to be written. */
  private boolean quietly(Writing writing) {
    if (directory == null) {
      return true;
    }
    long started = System.nanoTime();
    boolean written = false;
    try {
      writing.write(directory);
      written = true;
    } catch (IOException | RuntimeException e) {
      failures.inc();
      if (TOLD.add(directory.toString())) {
        LOG.warn(
            "{}: how training goes on cannot be written there, training goes on without: {}",
            directory,
            e.toString());
      }
    }
    msec.update(Math.round((System.nanoTime() - started) * 1e-6));
    return written;
  }

  /** Tries a few times, and then lets it be. */
  private static void insist(BooleanSupplier writing) {
    for (int attempt = 1; !writing.getAsBoolean() && attempt < LAST_ATTEMPTS; attempt++) {
      Uninterruptibles.sleepUninterruptibly(LAST_PAUSE);
    }
  }

  /** A run is at {@code place} by steps that were trained before or elsewhere. */
  void found(TrainingRun run, Place place) {
    live(run, place.log(), LiveRun.State.TRAINING, null);
    log(run, place, SegmentTime.now(), Optional.empty());
  }

  /** A step of a segment was done; the state is written from time to time. */
  void stepped(TrainingRun run, List<StepLog> log, double stepsPerSecond) {
    if (System.nanoTime() - lastLive >= LIVE_NANOS) {
      live(run, log, LiveRun.State.TRAINING, stepsPerSecond);
    }
  }

  /**
   * A segment was trained here and its checkpoint is stored.
   *
   * @param trainer as it stands after the segment
   */
  void trained(TrainingRun run, Place place, Trainer trainer, SegmentTime time) {
    live(run, place.log(), LiveRun.State.TRAINING, time.stepsPerSecond());
    AtomicReference<OverlayPicture> picture = new AtomicReference<>();
    if (ShownCase.isDue(place.segment(), run.chain().segments())) {
      quietly(folder -> picture.set(shownCase(run).draw(trainer)));
    }
    log(run, place, time, Optional.ofNullable(picture.get()));
  }

  /** A run takes no more steps. */
  void ended(TrainingRun run, Place place) {
    insist(() -> live(run, place.log(), LiveRun.State.TRAINED, null));
    insist(missing.getOrDefault(run.trackName(), () -> true));
    forget(run.trackName());
  }

  /**
   * A run cannot be trained.
   *
   * @param steps at most
   */
  void failed(String runId, long steps, RuntimeException error) {
    insist(
        () ->
            quietly(
                folder ->
                    LiveFiles.write(
                        LiveFiles.run(folder, runId), LiveRun.failed(runId, steps, error))));
    forget(runId);
  }

  private void forget(String runId) {
    events.remove(runId);
    shown.remove(runId);
    missing.remove(runId);
  }

  private boolean live(
      TrainingRun run, List<StepLog> log, LiveRun.State state, @Nullable Double stepsPerSecond) {
    lastLive = System.nanoTime();
    long steps = run.settings().training().steps();
    return quietly(
        folder ->
            LiveFiles.write(
                LiveFiles.run(folder, run.trackName()),
                LiveRun.of(run.trackName(), state, steps, log, stepsPerSecond)));
  }

  private void log(
      TrainingRun run, Place place, SegmentTime time, Optional<OverlayPicture> picture) {
    BooleanSupplier append = () -> append(run, place, time, picture);
    if (append.getAsBoolean()) {
      missing.remove(run.trackName());
    } else {
      missing.put(run.trackName(), append);
    }
  }

  private boolean append(
      TrainingRun run, Place place, SegmentTime time, Optional<OverlayPicture> picture) {
    String chain = run.chain().checkpoint(1).ref().digest();
    return quietly(
        folder ->
            events
                .computeIfAbsent(
                    run.trackName(), id -> new EventLog(LiveFiles.events(folder, id), chain))
                .append(place.log(), time::of, picture));
  }

  private ShownCase shownCase(TrainingRun run) throws IOException {
    ShownCase one = shown.get(run.trackName());
    if (one == null) {
      one = ShownCase.choose(run, stored);
      shown.put(run.trackName(), one);
    }
    return one;
  }
}
