package io.twinbeam.transforms;

import io.twinbeam.transforms.artifact.ArtifactRef;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What a run says of one case.
 *
 * @param run the run whose networks predicted
 * @param preprocessed the case
 * @param artifact holds {@link #PREDICTION} (class ids) and {@link #ENTROPY} (nats); the {@link
 *     #probability} of each foreground class where settings ask for it; all on the source grid
 */
@DefaultCoder(RecordCoder.class)
public record PredictedCase(RunName run, PreprocessedCase preprocessed, ArtifactRef artifact) {

  public static final String PREDICTION = "prediction.nii.gz";
  public static final String ENTROPY = "entropy.nii.gz";

  /** The probability of a class. */
  public static String probability(int classId) {
    return "probability-" + classId + ".nii.gz";
  }
}
