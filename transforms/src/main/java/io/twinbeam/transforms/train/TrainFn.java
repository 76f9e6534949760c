package io.twinbeam.transforms.train;

import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.train.TrainSegmenter.RunPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Gathers the cases of a run, then trains one segment per firing of a looping event-time timer. */
final class TrainFn extends DoFn<KV<String, SplitCase>, TrainedRun> {

  /** Written by every element, cleared when the run ends. References only. */
  @StateId("cases")
  private final StateSpec<BagState<SplitCase>> casesSpec =
      StateSpecs.bag(RecordCoder.of(SplitCase.class));

  /** Segments done; written by every firing, cleared when the run ends. */
  @StateId("segment")
  private final StateSpec<ValueState<Integer>> segmentSpec = StateSpecs.value();

  /** Set by the elements for the end of input, then by each firing for the next segment. */
  @TimerId("next")
  private final TimerSpec nextSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final Counter steps = Metrics.counter(TrainSegmenter.class, "steps_trained");
  private final Counter reused = Metrics.counter(TrainSegmenter.class, "steps_reused");
  private final Counter failed = Metrics.counter(TrainSegmenter.class, "runs_failed");
  private final String workspace;
  private final Map<String, String> planJson;
  private final int maxRuns;
  private final String cacheJson;
  @Nullable private final String tracked;
  private transient SegmentTrainer trainer;
  private transient TrainingTracks tracks;
  private transient RunCheckpoints checkpoints;

  /**
   * @param maxRuns how many runs may have their networks in the memory of a worker's process; 0 for
   *     {@link TrainSegmenter#withMaxConcurrentRunsPerWorker the default}
   * @param cache how much room a worker has for volumes
   * @param tracked the folder that tells how training goes on; null for none
   */
  TrainFn(
      String workspace,
      Map<String, String> planJson,
      int maxRuns,
      CacheBudget cache,
      @Nullable String tracked) {
    this.workspace = workspace;
    this.planJson = planJson;
    this.maxRuns = maxRuns;
    this.cacheJson = CanonicalJson.write(cache);
    this.tracked = tracked;
  }

  @Setup
  public void setup() {
    ArtifactStore store = ArtifactStore.at(workspace);
    checkpoints = new RunCheckpoints(store);
    int most = maxRuns > 0 ? maxRuns : Math.max(3, Runtime.getRuntime().availableProcessors());
    VolumeCache cache = VolumeCache.ofProcess(CanonicalJson.read(cacheJson, CacheBudget.class));
    tracks = new TrainingTracks(tracked, new StoredCases(store));
    trainer = new SegmentTrainer(workspace, most, store, cache, checkpoints, tracks);
    // A worker's process has no other way to know.
    planJson.keySet().stream()
        .map(runId -> plan(runId).settings().training().threads())
        .forEach(ComputeDevice::useThreads);
  }

  @ProcessElement
  public void processElement(
      @Element KV<String, SplitCase> element,
      BoundedWindow window,
      @StateId("cases") BagState<SplitCase> cases,
      @TimerId("next") Timer next) {
    cases.add(element.getValue());
    next.set(firing(window, plan(element.getKey()).settings(), 0));
  }

  /**
   * The time of the first firing (0) and of those that train segment 1, 2 and so on: after all
   * elements of the window, each later than the one before, none past the end of the window.
   */
  private static Instant firing(BoundedWindow window, RunSettings settings, int number) {
    return window
        .maxTimestamp()
        .minus(Duration.millis(settings.training().steps()))
        .plus(Duration.millis(number));
  }

  @OnTimer("next")
  public void onNext(
      @Key String runId,
      BoundedWindow window,
      @StateId("cases") BagState<SplitCase> cases,
      @StateId("segment") ValueState<Integer> segment,
      @TimerId("next") Timer next,
      MultiOutputReceiver outputs)
      throws IOException {
    RunPlan plan = plan(runId);
    Progressed progressed;
    try {
      progressed = trainSegment(plan, cases, segment.read());
    } catch (UncheckedIOException e) {
      throw e.getCause(); // The workspace fails, not the run: the runner may try again.
    } catch (RuntimeException e) {
      failed.inc();
      Progress.ended(runId);
      tracks.failed(plan.round().trackName(runId), plan.settings().training().steps(), e);
      cases.clear();
      segment.clear();
      outputs.get(TrainSegmenter.FAILED).output(FailedCase.of(runId, "", "train", e));
      return;
    }
    // Outside the try: an output may run the steps behind it, whose faults are not this run's.
    emitLog(plan, progressed, outputs);
    if (progressed.result().isPresent()) {
      if (plan.round().isLast()) {
        Progress.ended(runId);
      }
      cases.clear();
      segment.clear();
      outputs.get(TrainSegmenter.TRAINED).output(trained(plan, progressed.result().get()));
    } else {
      segment.write(progressed.place().segment());
      next.set(firing(window, plan.settings(), progressed.place().segment() + 1));
    }
  }

  /** Where a firing took the run: its new place, the first step not yet logged, and its result. */
  private record Progressed(Place place, long from, Optional<Artifact> result) {}

  /** The first firing looks what is there already, each later one trains a segment. */
  private Progressed trainSegment(RunPlan plan, BagState<SplitCase> cases, @Nullable Integer known)
      throws IOException {
    List<SplitCase> sorted = RunChain.inOrder(cases.read());
    RunChain chain =
        new RunChain(plan.settings(), plan.start(), plan.earlyStop(), sorted, plan.round());
    TrainingRun run =
        new TrainingRun(
            plan.run().runId(),
            plan.settings(),
            plan.start(),
            plan.earlyStop(),
            sorted,
            chain,
            plan.round());
    long from = known == null ? 0 : chain.stepAfter(known);
    Place after =
        known == null ? checkpoints.latest(run) : advance(run, checkpoints.at(run, known));
    if (known == null) {
      tracks.found(run, after);
    }
    long to = chain.stepAfter(after.segment());
    (known == null ? reused : steps).inc(Math.max(0, to - from));
    if (known == null && to > 0) {
      Progress.steps(run.runId(), run.stepOfAll(to));
      Progress.line(
          String.format(
              "train %s: steps 1 to %d of %d are there already and are reused",
              run.title(), to, plan.settings().training().steps()));
    }
    Optional<Artifact> result = checkpoints.result(run, after);
    if (result.isPresent()) {
      trainer.forget(run);
      tracks.ended(run, after);
    }
    return new Progressed(after, from, result);
  }

  private Place advance(TrainingRun run, Place place) throws IOException {
    // Where another process has ended the run meanwhile, nothing is left to train.
    return checkpoints.result(run, place).isPresent() ? place : trainer.advance(run, place);
  }

  private static void emitLog(RunPlan plan, Progressed progressed, MultiOutputReceiver outputs) {
    long before = plan.round().stepsBefore(plan.settings().training().steps());
    for (StepLog log : progressed.place().log()) {
      if (log.step() >= progressed.from()) {
        log.values()
            .forEach(
                (term, value) ->
                    outputs
                        .get(TrainSegmenter.LOG)
                        .output(new TrainingRecord(plan.run(), before + log.step(), term, value)));
      }
    }
  }

  private static TrainedRun trained(RunPlan plan, Artifact result) {
    RunSettings settings = plan.settings();
    return new TrainedRun(
        plan.run(),
        List.of(settings.networkA(), settings.networkB()),
        result.ref(),
        CheckpointFiles.weightsDigest(result));
  }

  private RunPlan plan(String runId) {
    String json = planJson.get(runId);
    if (json == null) {
      throw new IllegalArgumentException(
          "run '" + runId + "' must be one of " + planJson.keySet() + "; key the cases by run id");
    }
    return CanonicalJson.read(json, RunPlan.class);
  }

  @Teardown
  public void teardown() {
    trainer.forgetAll();
  }
}
