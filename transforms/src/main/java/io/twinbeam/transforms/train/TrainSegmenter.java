package io.twinbeam.transforms.train;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  private final CacheBudget cache;

  /** What one key trains, and from what it starts. */
  record RunPlan(RunName run, RunSettings settings, InitialArtifacts start) {}

  private TrainSegmenter(String workspace, Map<String, RunPlan> plans, CacheBudget cache) {
    this.workspace = workspace;
    this.plans = plans;
    this.cache = cache;
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
            plans.put(run.runId(), new RunPlan(run, settings, InitialArtifacts.NONE)));
    return new TrainSegmenter(workspace, plans, CacheBudget.STANDARD);
  }

  /**
   * Starts every run from these weights in place of fresh ones; those of network B count where the
   * run trains it. Runs with other initial weights have other checkpoints.
   *
   * @param start artifacts of the workspace, whose weights fit every run that heeds them
   */
  public TrainSegmenter withInitialWeights(InitialArtifacts start) {
    TreeMap<String, RunPlan> changed = new TreeMap<>();
    plans.forEach(
        (runId, plan) ->
            changed.put(
                runId,
                new RunPlan(
                    plan.run(), plan.settings(), start.heededBy(plan.settings().method()))));
    return new TrainSegmenter(workspace, changed, cache);
  }

  /** Keeps volumes between steps within {@code budget}, in place of the standard one. */
  public TrainSegmenter withCache(CacheBudget budget) {
    return new TrainSegmenter(workspace, plans, budget);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<String, SplitCase>> cases) {
    TreeMap<String, String> json = new TreeMap<>();
    plans.forEach((runId, plan) -> json.put(runId, CanonicalJson.write(plan)));
    return cases.apply(
        "TrainInSegments",
        ParDo.of(new TrainFn(workspace, json, cache))
            .withOutputTags(TRAINED, TupleTagList.of(List.of(LOG, FAILED))));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    plans.forEach((runId, plan) -> builder.add(DisplayData.item(runId, CanonicalJson.write(plan))));
  }
}
