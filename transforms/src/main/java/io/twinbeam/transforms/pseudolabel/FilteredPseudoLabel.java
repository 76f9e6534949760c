package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A pseudo-label whose unreliable voxels are marked.
 *
 * @param run the run that predicted it
 * @param caseId the case
 * @param artifact holds {@link #LABEL}, where {@link #IGNORE} marks rejected voxels, and {@link
 *     #ENTROPY}
 * @param classes one entry per class, background first
 */
@DefaultCoder(RecordCoder.class)
public record FilteredPseudoLabel(
    RunName run, String caseId, ArtifactRef artifact, List<ClassShare> classes) {

  public static final String LABEL = "pseudo-label.nii.gz";
  public static final String ENTROPY = "entropy.nii.gz";

  /** The class id of a voxel that training must not use. */
  public static final int IGNORE = 255;

  public FilteredPseudoLabel {
    classes = List.copyOf(classes);
  }

  /**
   * What became of one predicted class.
   *
   * @param voxels predicted voxels
   * @param kept those that are reliable
   * @param meanEntropyNats over the predicted voxels; 0 where there are none
   */
  public record ClassShare(long voxels, long kept, double meanEntropyNats) {}
}
