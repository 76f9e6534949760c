package io.twinbeam.pipelines.report;

import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.transforms.RunName;

/** One row of metrics.csv. */
record CaseResult(RunName run, String caseId, int classId, ClassMetrics metrics) {

  String method() {
    return run.method();
  }
}
