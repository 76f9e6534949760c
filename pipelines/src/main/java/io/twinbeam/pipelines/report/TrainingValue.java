package io.twinbeam.pipelines.report;

import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.RunName;

/** One row of training.csv: the value of one term at one step; NaN where it is not finite. */
record TrainingValue(RunName run, String term, long step, double value) {

  String method() {
    return run.method();
  }

  /** Whether it is an instrument's or an alarm, which no network learns from. */
  boolean isDiagnosis() {
    return StepLog.isDiagnosis(term);
  }
}
