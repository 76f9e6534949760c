package io.twinbeam.transforms.predict;

import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Every case as every run sees it that its role is for: the argmax, cleaned up where settings say
 * so, and the entropy of the networks' mean probabilities, resampled to the source grid. What
 * clean-up took comes out of {@link #REMOVED}, one element per case and class it looks at. A case
 * that cannot be predicted comes out of {@link #FAILED}, once per run.
 */
public final class PredictCases extends PTransform<PCollection<SplitCase>, PCollectionTuple> {

  public static final TupleTag<PredictedCase> CASES = new TupleTag<>() {};
  public static final TupleTag<RemovedComponents> REMOVED = new TupleTag<>() {};
  public static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  private final String stage;
  private final String workspace;
  private final PredictionSettings settings;
  private final PCollectionView<List<TrainedRun>> runs;
  private final Measures measures;

  /** Not serialised, as in any transform: runners have them from the graph. */
  private final transient ResourceHints hints;

  /**
   * What is kept beside prediction and entropy.
   *
   * @param wanted measures of reliability; {@link Measure#ENTROPY} is there anyway
   * @param flips the axes that scans are mirrored along for {@link Measure#VARIANCE}, a bit per
   *     axis
   */
  record Measures(SortedSet<Measure> wanted, int flips) {

    static final Measures NONE = new Measures(Collections.emptySortedSet(), 0);
  }

  private PredictCases(
      String stage,
      String workspace,
      PredictionSettings settings,
      PCollectionView<List<TrainedRun>> runs,
      Measures measures,
      ResourceHints hints) {
    this.stage = stage;
    this.workspace = workspace;
    this.settings = settings;
    this.runs = runs;
    this.measures = measures;
    this.hints = hints;
  }

  /**
   * Predicts with the networks of all {@code runs}.
   *
   * @param stage what this is called in progress lines and failed cases
   * @param workspace the folder of the artifact store
   * @param runs the trained runs; prediction starts when all are there
   */
  public static PredictCases of(
      String stage,
      String workspace,
      PredictionSettings settings,
      PCollectionView<List<TrainedRun>> runs) {
    return new PredictCases(
        stage, workspace, settings, runs, Measures.NONE, ResourceHints.create());
  }

  /**
   * Keeps measures of reliability beside each prediction, as {@link PredictedCase#measure} names
   * them. They cost memory: {@link Measure#KL} and {@link Measure#DISAGREEMENT} hold the
   * probabilities of both networks as well, {@link Measure#VARIANCE} two arrays of their size, and
   * it takes the time of one prediction per combination of flips.
   *
   * @param wanted beside the entropy, which is always there
   * @param flips the axes that scans are mirrored along, a bit per axis, the lowest for axis 0
   */
  public PredictCases withMeasures(Collection<Measure> wanted, int flips) {
    TreeSet<Measure> kept = new TreeSet<>(wanted);
    kept.remove(Measure.ENTROPY);
    return new PredictCases(
        stage,
        workspace,
        settings,
        runs,
        new Measures(kept, kept.contains(Measure.VARIANCE) ? flips : 0),
        hints);
  }

  /**
   * Asks the runner for workers that have {@code changed}, where networks compute and nowhere else.
   */
  public PredictCases withWorkers(ResourceHints changed) {
    return new PredictCases(stage, workspace, settings, runs, measures, changed);
  }

  @Override
  public PCollectionTuple expand(PCollection<SplitCase> cases) {
    return cases
        .apply("PairWithRuns", ParDo.of(new PairFn(stage, runs)).withSideInputs(runs))
        .apply("SpreadPairs", Reshuffle.viaRandomKey())
        .apply(
            "PredictEachPair",
            ParDo.of(
                    new PredictFn(
                        stage,
                        workspace,
                        CanonicalJson.write(settings),
                        CanonicalJson.write(measures)))
                .withOutputTags(CASES, TupleTagList.of(REMOVED).and(FAILED))
                .setResourceHints(hints));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("settings", CanonicalJson.write(settings)));
  }

  private static final class PairFn extends DoFn<SplitCase, KV<TrainedRun, PreprocessedCase>> {

    private final String stage;
    private final PCollectionView<List<TrainedRun>> runs;

    PairFn(String stage, PCollectionView<List<TrainedRun>> runs) {
      this.stage = stage;
      this.runs = runs;
    }

    @ProcessElement
    public void processElement(ProcessContext context) {
      SplitCase split = context.element();
      List<TrainedRun> trained =
          context.sideInput(runs).stream()
              .filter(run -> split.isForFold(run.run().fold()))
              .toList();
      Progress.of(stage).expect(trained.size());
      trained.forEach(run -> context.output(KV.of(run, split.preprocessed())));
    }
  }
}
