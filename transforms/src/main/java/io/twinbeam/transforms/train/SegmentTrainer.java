package io.twinbeam.transforms.train;

import io.twinbeam.model.training.Checkpoint;
import io.twinbeam.model.training.DivergedException;
import io.twinbeam.model.training.InitialWeights;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.model.training.Trainer;
import io.twinbeam.model.training.TrainingVolumes;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.ProgressReport;
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
 * Makes the checkpoints of runs, one segment at a time. Between segments the networks of a run stay
 * in memory while there is room for them; that is a cache, checked against the checkpoint by name
 * and step.
 */
final class SegmentTrainer {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentTrainer.class);

  /** One for the process, whose memory all of its threads share. */
  private static final RunSlots<Trainer> SLOTS = new RunSlots<>(Trainer::close);

  private final Distribution stepMsec = Metrics.distribution(TrainSegmenter.class, "step_msec");
  private final Distribution checkpointMsec =
      Metrics.distribution(TrainSegmenter.class, "checkpoint_msec");
  private final Distribution runsInMemory =
      Metrics.distribution(TrainSegmenter.class, "runs_in_memory");
  private final String workspace;
  private final int maxRuns;
  private final ArtifactStore store;
  private final StoredCases stored;
  private final VolumeCache cache;
  private final RunCheckpoints checkpoints;
  private final TrainingTracks tracks;

  /**
   * @param workspace the folder of {@code store}
   * @param maxRuns how many runs may have their networks in the memory of this process
   * @param cache of volumes, shared by the runs of this process
   * @param tracks told of every segment
   */
  SegmentTrainer(
      String workspace,
      int maxRuns,
      ArtifactStore store,
      VolumeCache cache,
      RunCheckpoints checkpoints,
      TrainingTracks tracks) {
    this.workspace = workspace;
    this.maxRuns = maxRuns;
    this.store = store;
    this.stored = new StoredCases(store);
    this.cache = cache;
    this.checkpoints = checkpoints;
    this.tracks = tracks;
  }

  /**
   * The place one segment after {@code place}: as the store has it, or trained now.
   *
   * @param place where the run does not end
   * @throws InvalidCaseException with {@link Fault#DIVERGED} where the run diverges; no checkpoint
   *     is stored then and that of {@code place} stays
   */
  Place advance(TrainingRun run, Place place) throws IOException {
    Optional<Place> present = checkpoints.find(run, place.segment() + 1);
    present.ifPresent(found -> tracks.found(run, found));
    Place after = present.isPresent() ? present.get() : train(run, place);
    checkpoints.clearBehind(run, after);
    return after;
  }

  private Place train(TrainingRun run, Place place) throws IOException {
    Optional<ValidationCases> validation =
        run.earlyStop().map(stop -> new ValidationCases(stored, run.cases()));
    try (RunSlots<Trainer>.Slot slot = SLOTS.take(key(run), maxRuns)) {
      Trainer trainer = trainerAt(run, place, slot);
      runsInMemory.update(SLOTS.open());
      Place made = train(trainer, run, place, validation);
      slot.keep();
      return made;
    } catch (DivergedException e) {
      throw diverged(run, place, e);
    }
  }

  private RunSlots.Key key(TrainingRun run) {
    return new RunSlots.Key(workspace, run.chain().checkpoint(1).ref().digest());
  }

  private Place train(
      Trainer trainer, TrainingRun run, Place place, Optional<ValidationCases> validation)
      throws IOException {
    int segment = place.segment() + 1;
    List<StepLog> log = new ArrayList<>(place.log());
    SegmentTime started = SegmentTime.now();
    steps(trainer, run, run.chain().stepAfter(segment), log, started);
    SegmentTime time = started.until(place.log().size(), log.size());
    report(run, log, time.stepsPerSecond());
    Checkpoint checkpoint = trainer.checkpoint();
    if (validation.isPresent()) {
      validate(trainer, run, validation.get(), log);
    }
    long ended = System.nanoTime();
    Place made = checkpoints.keep(run, segment, checkpoint, log);
    checkpointMsec.update(millisSince(ended));
    tracks.trained(run, made, trainer, time);
    return made;
  }

  /** Adds what the validation cases say to the last step of {@code log}. */
  private static void validate(
      Trainer trainer, TrainingRun run, ValidationCases validation, List<StepLog> log)
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
            run.title(),
            log.size(),
            dice));
  }

  private void steps(
      Trainer trainer, TrainingRun run, long end, List<StepLog> log, SegmentTime started) {
    long from = log.size();
    while (trainer.step() < end) {
      long stepped = System.nanoTime();
      StepLog done = trainer.train();
      stepMsec.update(millisSince(stepped));
      warn(run, done);
      log.add(done);
      Progress.count(ProgressReport.STEPS_TRAINED);
      Progress.steps(run.runId(), run.stepOfAll(trainer.step()));
      tracks.stepped(run, log, started.until(from, log.size()).stepsPerSecond());
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
        Fault.DIVERGED, run.title() + ": " + error.getMessage() + "; " + last, error);
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
                    run.stepOfAll(done.step()),
                    done.values().get(alarm)));
  }

  /** The trainer in {@code slot} where it stands at {@code place}, else a new one there. */
  private Trainer trainerAt(TrainingRun run, Place place, RunSlots<Trainer>.Slot slot)
      throws IOException {
    long step = run.chain().stepAfter(place.segment());
    Optional<Trainer> left = slot.held().filter(trainer -> trainer.step() == step);
    return left.isPresent() ? left.get() : slot.open(() -> newTrainer(run, place));
  }

  private Trainer newTrainer(TrainingRun run, Place place) throws IOException {
    requireChannels(run);
    TrainingVolumes volumes =
        new StoredTrainingVolumes(store, cache, run.cases(), run.round().pseudoLabelledShare());
    return place.segment() == 0
        ? new Trainer(run.settings(), volumes, start(run), Optional.empty())
        : new Trainer(run.settings(), volumes, Optional.of(checkpoints.read(run, place)));
  }

  private InitialWeights start(TrainingRun run) throws IOException {
    return run.round().startsFromTeacher()
        ? InitialArtifacts.ofTeacher(run.earlier().weights(), run.settings().method(), store)
        : run.start().read(store);
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

  private static void report(TrainingRun run, List<StepLog> log, double rate) {
    long done = log.size();
    long all = run.settings().training().steps();
    Progress.line(
        String.format(
            "train %s: step %d/%d, loss %.4f, %.2f steps/s, %s left",
            run.title(),
            done,
            all,
            log.get(log.size() - 1).values().get("total"),
            rate,
            Progress.duration((all - done) / rate)));
  }

  /** Frees the memory of a run that has ended. */
  void forget(TrainingRun run) {
    SLOTS.forget(key(run));
  }

  /** Frees the memory of all runs of the workspace that are not just now trained. */
  void forgetAll() {
    SLOTS.forgetAll(workspace);
  }
}
