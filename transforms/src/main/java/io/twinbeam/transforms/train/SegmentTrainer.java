package io.twinbeam.transforms.train;

import io.twinbeam.model.training.Checkpoint;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.model.training.Trainer;
import io.twinbeam.model.training.TrainingVolumes;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.ProgressReport;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CorruptArtifactException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the checkpoints of runs, one segment at a time. The store is the truth: a checkpoint that
 * is there is taken, whoever made it. Between segments of one run the networks stay in memory; that
 * is a cache, checked against the checkpoint by name and step.
 */
final class SegmentTrainer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentTrainer.class);

  private final Distribution stepMsec = Metrics.distribution(TrainSegmenter.class, "step_msec");
  private final Distribution checkpointMsec =
      Metrics.distribution(TrainSegmenter.class, "checkpoint_msec");
  private final ArtifactStore store;
  private final CheckpointFiles files;
  private final VolumeCache cache;
  private Trainer trainer;
  private String trainerRun = "";

  SegmentTrainer(ArtifactStore store, VolumeCache cache) {
    this.store = store;
    this.cache = cache;
    this.files = new CheckpointFiles(store);
  }

  /**
   * A run's place in its chain of checkpoints.
   *
   * @param segment segments done, 0 before the first
   * @param checkpoint the checkpoint that ends the segment; null for none
   */
  record Place(int segment, @Nullable Artifact checkpoint) {

    static final Place START = new Place(0, null);
  }

  /** One run as the trainer sees it. */
  record Run(
      String runId,
      RunSettings settings,
      InitialArtifacts start,
      List<SplitCase> cases,
      RunChain chain) {}

  /**
   * The last sound checkpoint of {@code run}; a corrupt one is removed and the one before it taken.
   */
  Place latest(Run run) throws IOException {
    for (int segment = run.chain().segments(); segment > 0; segment--) {
      Optional<Artifact> found = sound(run, run.chain().checkpoint(segment).ref());
      if (found.isPresent()) {
        return new Place(segment, found.get());
      }
    }
    return Place.START;
  }

  /** The place after {@code segment}, or the latest one where its checkpoint has gone. */
  Place at(Run run, int segment) throws IOException {
    if (segment == 0) {
      return Place.START;
    }
    Optional<Artifact> found = store.find(run.chain().checkpoint(segment).ref());
    return found.isPresent() ? new Place(segment, found.get()) : latest(run);
  }

  private Optional<Artifact> sound(Run run, ArtifactRef ref) throws IOException {
    try {
      Optional<Artifact> found = store.find(ref);
      if (found.isPresent()) {
        for (String file : found.get().files().keySet()) {
          store.read(found.get(), file);
        }
      }
      return found;
    } catch (CorruptArtifactException | NoSuchFileException e) {
      LOG.warn(
          "{}: checkpoint refused, the one before it is used: {}", run.runId(), e.getMessage());
      store.remove(ref);
      return Optional.empty();
    }
  }

  /** Trains the segment after {@code place}, unless its checkpoint exists. */
  Place advance(Run run, Place place) throws IOException {
    int segment = place.segment() + 1;
    ArtifactKey key = run.chain().checkpoint(segment);
    Optional<Artifact> present = store.find(key.ref());
    Artifact made = present.isPresent() ? present.get() : train(run, place, segment, key);
    if (segment > 2) {
      // The one before is kept in case this one turns out corrupt; older ones only take room.
      store.remove(run.chain().checkpoint(segment - 2).ref());
    }
    return new Place(segment, made);
  }

  private Artifact train(Run run, Place place, int segment, ArtifactKey key) throws IOException {
    long from = run.chain().stepAfter(segment - 1);
    List<StepLog> log = new ArrayList<>(segment == 1 ? List.of() : files.log(place.checkpoint()));
    prepare(run, place, from);
    long started = System.nanoTime();
    while (trainer.step() < run.chain().stepAfter(segment)) {
      long stepped = System.nanoTime();
      StepLog done = trainer.train();
      stepMsec.update(millisSince(stepped));
      warn(run, done);
      log.add(done);
      Progress.count(ProgressReport.STEPS_TRAINED);
      Progress.steps(run.runId(), trainer.step());
    }
    report(run, log, trainer.step() - from, (System.nanoTime() - started) * 1e-9);
    long ended = System.nanoTime();
    Checkpoint checkpoint = trainer.checkpoint();
    Artifact made = store.findOrMake(key, sink -> CheckpointFiles.write(checkpoint, log, sink));
    checkpointMsec.update(millisSince(ended));
    return made;
  }

  private static long millisSince(long nanoTime) {
    return Math.round((System.nanoTime() - nanoTime) * 1e-6);
  }

  private static void warn(Run run, StepLog done) {
    done.values().keySet().stream()
        .filter(StepLog::isAlarm)
        .forEach(
            alarm ->
                LOG.warn(
                    "{}: {} at step {}: a share of {}; see the report",
                    run.runId(),
                    alarm,
                    done.step(),
                    done.values().get(alarm)));
  }

  /** Makes {@link #trainer} stand at {@code step} of {@code run}. */
  private void prepare(Run run, Place place, long step) throws IOException {
    String name = run.chain().checkpoint(1).ref().digest();
    if (trainer != null && trainerRun.equals(name) && trainer.step() == step) {
      return;
    }
    close();
    requireChannels(run);
    TrainingVolumes volumes = new StoredTrainingVolumes(new StoredCases(store), cache, run.cases());
    trainer =
        step == 0
            ? new Trainer(run.settings(), volumes, run.start().read(store), Optional.empty())
            : new Trainer(
                run.settings(), volumes, Optional.of(files.read(place.checkpoint(), step)));
    trainerRun = name;
  }

  /** Refuses a run of which a case would be found unfit only when its turn comes. */
  private static void requireChannels(Run run) {
    int channels = run.settings().networkA().channels();
    for (SplitCase split : run.cases()) {
      if (split.preprocessed().channels() != channels) {
        throw new InvalidCaseException(
            Fault.CHANNELS_DIFFER,
            run.runId()
                + ": the networks take "
                + channels
                + (channels == 1 ? " channel" : " channels")
                + ", case "
                + split.caseId()
                + " has "
                + split.preprocessed().channels()
                + "; train on cases with the same channels");
      }
    }
  }

  private static void report(Run run, List<StepLog> log, long steps, double seconds) {
    long done = log.size();
    long all = run.settings().training().steps();
    double rate = steps / seconds;
    Progress.line(
        String.format(
            "train %s: step %d/%d, loss %.4f, %.2f steps/s, %s left",
            run.runId(),
            done,
            all,
            log.get(log.size() - 1).values().get("total"),
            rate,
            Progress.duration((all - done) / rate)));
  }

  @Override
  public void close() {
    if (trainer != null) {
      trainer.close();
      trainer = null;
    }
  }
}
