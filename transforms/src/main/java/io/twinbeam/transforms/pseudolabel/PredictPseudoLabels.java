package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.predict.PredictCases;
import io.twinbeam.transforms.predict.PredictionSettings;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/**
 * A label map with its entropy for every unlabelled case and every run that it is unlabelled for,
 * on the source grid. Cases that cannot be predicted come out of {@link #FAILED}.
 */
public final class PredictPseudoLabels
    extends PTransform<PCollection<SplitCase>, PCollectionTuple> {

  public static final TupleTag<PredictedCase> CASES = PredictCases.CASES;
  public static final TupleTag<FailedCase> FAILED = PredictCases.FAILED;

  private final PredictCases predict;

  private PredictPseudoLabels(PredictCases predict) {
    this.predict = predict;
  }

  /**
   * Predicts with the networks of all {@code runs}.
   *
   * @param workspace the folder of the artifact store
   * @param settings how networks look at a case; what they say is taken as it is, without clean-up
   * @param runs the teachers
   */
  public static PredictPseudoLabels of(
      String workspace, PredictionSettings settings, PCollectionView<List<TrainedRun>> runs) {
    return new PredictPseudoLabels(
        PredictCases.of("pseudo-label", workspace, settings.forPseudoLabels(), runs));
  }

  /**
   * Keeps with each prediction what the filters of {@code labels} read.
   *
   * @param labels which filters there are
   */
  public PredictPseudoLabels withMeasuresFor(PseudoLabelSettings labels) {
    return new PredictPseudoLabels(
        predict.withMeasures(labels.rules().keySet(), labels.flips().orElse(0)));
  }

  /** As {@link PredictCases#withWorkers}. */
  public PredictPseudoLabels withWorkers(ResourceHints hints) {
    return new PredictPseudoLabels(predict.withWorkers(hints));
  }

  @Override
  public PCollectionTuple expand(PCollection<SplitCase> unlabelled) {
    return unlabelled.apply("PredictUnlabelledCases", predict);
  }
}
