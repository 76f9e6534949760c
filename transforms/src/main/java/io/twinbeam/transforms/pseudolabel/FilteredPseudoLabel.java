package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactRef;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A pseudo-label whose unreliable voxels are marked.
 *
 * @param teacher the run that predicted it
 * @param preprocessed the case
 * @param artifact holds {@link #LABEL}, where {@link #IGNORE} marks rejected voxels, {@link
 *     #ENTROPY} and {@link #FACTS}
 * @param facts what {@link #FACTS} says
 */
@DefaultCoder(RecordCoder.class)
public record FilteredPseudoLabel(
    TrainedRun teacher,
    PreprocessedCase preprocessed,
    ArtifactRef artifact,
    PseudoLabelFacts facts) {

  public static final String LABEL = "pseudo-label.nii.gz";
  public static final String ENTROPY = "entropy.nii.gz";
  public static final String FACTS = "pseudo-label.json";

  /** The class id of a voxel that training must not use. */
  public static final int IGNORE = 255;

  /** The run that predicted it. */
  public RunName run() {
    return teacher.run();
  }

  public String caseId() {
    return preprocessed.caseId();
  }
}
