package io.twinbeam.transforms.predict;

import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What clean-up took from one class of one predicted case.
 *
 * @param run whose networks predicted
 * @param classId from 1
 * @param components that became background
 * @param voxels in them
 * @param ml their volume
 */
@DefaultCoder(RecordCoder.class)
public record RemovedComponents(
    RunName run, String caseId, int classId, int components, long voxels, double ml) {

  private static final double MM3_PER_ML = 1000;

  static RemovedComponents of(
      RunName run, String caseId, CleanUp.Removed removed, double voxelMm3) {
    return new RemovedComponents(
        run,
        caseId,
        removed.classId(),
        removed.components(),
        removed.voxels(),
        removed.voxels() * voxelMm3 / MM3_PER_ML);
  }
}
