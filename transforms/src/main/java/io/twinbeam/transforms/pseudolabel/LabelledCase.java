package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.transforms.RecordCoder;
import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * How much of each class an expert's label map has: what pseudo-labels are compared with.
 *
 * @param fold for whose runs the case is labelled, from 1; 0 for all runs
 * @param voxels of each class on the source grid, background first
 * @param volumesMl likewise
 */
@DefaultCoder(RecordCoder.class)
public record LabelledCase(int fold, String caseId, List<Long> voxels, List<Double> volumesMl) {

  public LabelledCase {
    voxels = List.copyOf(voxels);
    volumesMl = List.copyOf(volumesMl);
  }

  /** Whether the case is labelled for runs of fold {@code ofRun}. */
  boolean isForFold(int ofRun) {
    return fold == 0 || fold == ofRun;
  }
}
