package io.twinbeam.transforms;

import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.transforms.artifact.ArtifactRef;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What a run says of one case.
 *
 * @param trained the run whose networks predicted
 * @param preprocessed the case
 * @param artifact holds {@link #PREDICTION} (class ids) and {@link #ENTROPY} (nats); where it was
 *     asked for, the {@link #probability} of each foreground class and a file of each {@link
 *     #measure}; all on the source grid
 */
@DefaultCoder(RecordCoder.class)
public record PredictedCase(
    TrainedRun trained, PreprocessedCase preprocessed, ArtifactRef artifact) {

  public static final String PREDICTION = "prediction.nii.gz";
  public static final String ENTROPY = "entropy.nii.gz";

  /** The probability of a class. */
  public static String probability(int classId) {
    return "probability-" + classId + ".nii.gz";
  }

  /** The name of the file of a measure of reliability per voxel, on the source grid. */
  public static String measure(Measure measure) {
    return measure.id() + ".nii.gz";
  }

  /** The run whose networks predicted. */
  public RunName run() {
    return trained.run();
  }
}
