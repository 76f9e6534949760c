package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;

/**
 * One row of pseudo-labels.csv: one class of the pseudo-label of one case.
 *
 * @param round from 1; 0 where the run has no rounds
 * @param voxels that the prediction gives the class
 * @param kept those of them that the filter keeps
 * @param thresholds the limit of each filter for the class, as the table has it; may be empty
 * @param accepted whether training used the case's pseudo-label
 * @param reasons why not, or what was noticed; may be empty
 */
record PseudoLabelRow(
    RunName run,
    int round,
    String caseId,
    String classId,
    long voxels,
    long kept,
    double meanEntropyNats,
    String thresholds,
    boolean accepted,
    String reasons) {

  boolean isForeground() {
    return !classId.equals("0");
  }

  /** Of the class's voxels the share that was kept; NaN where it has none. */
  double keptFraction() {
    return voxels == 0 ? Double.NaN : (double) kept / voxels;
  }
}
