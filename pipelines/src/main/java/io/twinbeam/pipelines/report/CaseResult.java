package io.twinbeam.pipelines.report;

import io.twinbeam.model.metric.ClassMetrics;

/** One row of metrics.csv. */
record CaseResult(String method, long seed, String caseId, int classId, ClassMetrics metrics) {}
