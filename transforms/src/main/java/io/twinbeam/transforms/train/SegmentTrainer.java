package io.twinbeam.transforms.train;

import io.twinbeam.model.training.Checkpoint;
import io.twinbeam.model.training.DivergedException;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.model.training.Trainer;
import io.twinbeam.model.training.TrainingVolumes;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the checkpoints of runs, one segment at a time. Between segments of one run the networks
 * stay in memory; that is a cache, checked against the checkpoint by name and step.
 */
final class SegmentTrainer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentTrainer.class);

  private final Distribution stepMsec = Metrics.distribution(TrainSegmenter.class, "step_msec");
  private final Distribution checkpointMsec =
      Metrics.distribution(TrainSegmenter.class, "checkpoint_msec");
  private final ArtifactStore store;
  private final StoredCases stored;
  private final RunCheckpoints checkpoints;
  private Trainer trainer;
  private String trainerRun = "";

  SegmentTrainer(ArtifactStore store, RunCheckpoints checkpoints) {
    this.store = store;
    this.stored = new StoredCases(store);
    this.checkpoints = checkpoints;
  }

  /**
   * The place one segment after {@code place}: as the store has it, or trained now.
   *
   * @param place where the run does not end
   * @throws InvalidCaseException with {@link Fault#DIVERGED} where the run diverges; no checkpoint
   *     is stored then and that of {@code place} stays
   */
  Place advance(TrainingRun run, Place place) throws IOException {
    int segment = place.segment() + 1;
    Optional<Place> present = checkpoints.find(run, segment);
    Place after = present.isPresent() ? present.get() : train(run, place, segment);
    checkpoints.clearBehind(run, after);
    return after;
  }

  private Place train(TrainingRun run, Place place, int segment) throws IOException {
    Optional<ValidationCases> validation =
        run.earlyStop().map(stop -> new ValidationCases(stored, run.cases()));
    prepare(run, place);
    List<StepLog> log = new ArrayList<>(place.log());
    long started = System.nanoTime();
    try {
      steps(run, run.chain().stepAfter(segment), log);
      report(run, log, log.size() - place.log().size(), (System.nanoTime() - started) * 1e-9);
      Checkpoint checkpoint = trainer.checkpoint();
      if (validation.isPresent()) {
        validate(run, validation.get(), log);
      }
      long ended = System.nanoTime();
      Place made = checkpoints.keep(run, segment, checkpoint, log);
      checkpointMsec.update(millisSince(ended));
      return made;
    } catch (DivergedException e) {
      throw diverged(run, place, e);
    }
  }

  /** Adds what the validation cases say to the last step of {@code log}. */
  private void validate(TrainingRun run, ValidationCases validation, List<StepLog> log)
      throws IOException {
    double dice =
        validation.meanDice(
            trainer, run.earlyStop().orElseThrow().windows(), run.settings().networkA().classes());
    int last = log.size() - 1;
    log.set(last, log.get(last).with(StepLog.VALIDATION_DICE, dice));
    Progress.line(
        String.format(
            Locale.ROOT,
            "train %s: step %d, mean Dice of the validation cases %.4f",
            run.runId(),
            log.size(),
            dice));
  }

  private void steps(TrainingRun run, long end, List<StepLog> log) {
    while (trainer.step() < end) {
      long stepped = System.nanoTime();
      StepLog done = trainer.train();
      stepMsec.update(millisSince(stepped));
      warn(run, done);
      log.add(done);
    }
  }

  private static long millisSince(long nanoTime) {
    return Math.round((System.nanoTime() - nanoTime) * 1e-6);
  }

  /** Says where the run can be looked at as it was; whoever tries again says the same. */
  private static InvalidCaseException diverged(
      TrainingRun run, Place place, DivergedException error) {
    String last =
        place.checkpoint() == null
            ? "it diverged in its first segment, so there is no checkpoint"
            : "its last good checkpoint, after "
                + run.chain().stepAfter(place.segment())
                + " steps, is artifacts/"
                + place.checkpoint().ref().path()
                + " of the workspace";
    return new InvalidCaseException(
        Fault.DIVERGED, run.runId() + ": " + error.getMessage() + "; " + last, error);
  }

  private static void warn(TrainingRun run, StepLog done) {
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

  /** Makes {@link #trainer} stand at {@code place} of {@code run}. */
  private void prepare(TrainingRun run, Place place) throws IOException {
    String name = run.chain().checkpoint(1).ref().digest();
    long step = run.chain().stepAfter(place.segment());
    if (trainer != null && trainerRun.equals(name) && trainer.step() == step) {
      return;
    }
    close();
    requireChannels(run);
    TrainingVolumes volumes = new StoredTrainingVolumes(stored, run.cases());
    trainer =
        step == 0
            ? new Trainer(run.settings(), volumes, run.start().read(store), Optional.empty())
            : new Trainer(run.settings(), volumes, Optional.of(checkpoints.read(run, place)));
    trainerRun = name;
  }

  /** Refuses a run of which a case would be found unfit only when its turn comes. */
  private static void requireChannels(TrainingRun run) {
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

  private static void report(TrainingRun run, List<StepLog> log, long steps, double seconds) {
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
