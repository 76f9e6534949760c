package io.twinbeam.transforms.train;

import com.google.common.collect.Maps;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.tracking.LiveFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Every run, trained: keyed by run id, each key with its labelled and unlabelled cases. Out come
 * the {@link #TRAINED} runs, the {@link #LOG} of every step, and as {@link #FAILED} the runs that
 * could not be trained, while the others go on.
 *
 * <p>Training starts when all cases of the window have arrived and goes on in segments, each ended
 * by a checkpoint artifact. The weights depend on settings, seed, cases and initial weights alone:
 * not on the order or the number of times a case arrives, nor on retries, of which each repeats at
 * most one segment, to the same bits. State holds references only.
 */
public final class TrainSegmenter
    extends PTransform<PCollection<KV<String, SplitCase>>, PCollectionTuple> {

  public static final TupleTag<TrainedRun> TRAINED = new TupleTag<>() {};
  public static final TupleTag<TrainingRecord> LOG = new TupleTag<>() {};
  public static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  private final String workspace;
  private final Map<String, RunPlan> plans;
  private final int maxRuns;
  private final CacheBudget cache;
  @Nullable private final String tracked;

  /** What one key trains, from what it starts, and when it ends before its last step. */
  record RunPlan(
      RunName run,
      RunSettings settings,
      InitialArtifacts start,
      Optional<EarlyStop> earlyStop,
      TrainingRound round) {

    RunPlan(
        RunName run, RunSettings settings, InitialArtifacts start, Optional<EarlyStop> earlyStop) {
      this(run, settings, start, earlyStop, TrainingRound.ONLY);
    }

    RunPlan from(InitialArtifacts changed) {
      return new RunPlan(run, settings, changed.heededBy(settings.method()), earlyStop, round);
    }

    RunPlan with(Optional<EarlyStop> changed) {
      return new RunPlan(run, settings, start, changed, round);
    }

    RunPlan in(TrainingRound changed) {
      return new RunPlan(run, changed.settings(settings), start, earlyStop, changed);
    }
  }

  private TrainSegmenter(
      String workspace,
      Map<String, RunPlan> plans,
      int maxRuns,
      CacheBudget cache,
      @Nullable String tracked) {
    this.workspace = workspace;
    this.plans = plans;
    this.maxRuns = maxRuns;
    this.cache = cache;
    this.tracked = tracked;
  }

  /**
   * Trains {@code runs}, with checkpoints in the workspace.
   *
   * @param workspace the folder of the artifact store
   * @param runs the settings of every run; a key is a run's {@link RunName#runId()}
   */
  public static TrainSegmenter of(String workspace, Map<RunName, RunSettings> runs) {
    TreeMap<String, RunPlan> plans = new TreeMap<>();
    runs.forEach(
        (run, settings) ->
            plans.put(
                run.runId(), new RunPlan(run, settings, InitialArtifacts.NONE, Optional.empty())));
    return new TrainSegmenter(workspace, plans, 0, CacheBudget.STANDARD, null);
  }

  /**
   * Starts every run from these weights in place of fresh ones; those of network B count where the
   * run trains it. Runs with other initial weights have other checkpoints.
   *
   * @param start artifacts of the workspace, whose weights fit every run that heeds them
   */
  public TrainSegmenter withInitialWeights(InitialArtifacts start) {
    return changed(plan -> plan.from(start));
  }

  /** Keeps volumes between steps within {@code budget}, in place of the standard one. */
  public TrainSegmenter withCache(CacheBudget budget) {
    return new TrainSegmenter(workspace, plans, maxRuns, budget, tracked);
  }

  /**
   * Ends every run once it no longer gets better on its validation cases, which each key must then
   * have; the {@link #TRAINED} run is that of its best checkpoint. Runs that may stop early have
   * other checkpoints.
   *
   * @param earlyStop empty to train every run to its last step
   */
  public TrainSegmenter withEarlyStop(Optional<EarlyStop> earlyStop) {
    return changed(plan -> plan.with(earlyStop));
  }

  /**
   * Trains one of several rounds. In a later one each case names what the {@link
   * SplitCase#earlier() round before} has left: pseudo-labels are trained on beside experts'
   * labels. The steps of the log count on from round to round.
   */
  public TrainSegmenter withRound(TrainingRound round) {
    return changed(plan -> plan.in(round));
  }

  /**
   * Lets at most so many runs have their networks in the memory of one worker's process, by default
   * as many as it has processors, and at least 3. Further runs wait for their turn at each segment,
   * and the networks of one that is not just now trained give way, to be read again from its
   * checkpoint. Changes memory and speed, never a weight.
   *
   * @param runs at least 1; 0 for the default
   */
  public TrainSegmenter withMaxConcurrentRunsPerWorker(int runs) {
    if (runs < 0) {
      throw new IllegalArgumentException(
          "the number of concurrent runs must be 1 or more, or 0 for the default, is " + runs);
    }
    return new TrainSegmenter(workspace, plans, runs, cache, tracked);
  }

  /**
   * Tells while training how it goes on, in files that the workers write: TensorBoard's event files
   * and the present state of every run, see {@link LiveFiles}. Changes no weight, and a folder that
   * cannot be written is passed over.
   *
   * @param directory that workers reach under this name
   */
  public TrainSegmenter withTracking(String directory) {
    return new TrainSegmenter(workspace, plans, maxRuns, cache, directory);
  }

  private TrainSegmenter changed(UnaryOperator<RunPlan> change) {
    return new TrainSegmenter(
        workspace,
        new TreeMap<>(Maps.transformValues(plans, change::apply)),
        maxRuns,
        cache,
        tracked);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<String, SplitCase>> cases) {
    TreeMap<String, String> json = new TreeMap<>();
    plans.forEach((runId, plan) -> json.put(runId, CanonicalJson.write(plan)));
    return cases.apply(
        "TrainInSegments",
        ParDo.of(new TrainFn(workspace, json, maxRuns, cache, tracked))
            .withOutputTags(TRAINED, TupleTagList.of(List.of(LOG, FAILED))));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    plans.forEach((runId, plan) -> builder.add(DisplayData.item(runId, CanonicalJson.write(plan))));
  }
}
