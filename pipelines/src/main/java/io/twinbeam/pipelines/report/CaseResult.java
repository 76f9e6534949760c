package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.Map;

/**
 * One row of metrics.csv.
 *
 * @param part the class, or {@link Part#POOLED}
 * @param values of the measures that the table has columns for; NaN where undefined
 * @param diagonalMm of the scan's grid; NaN where the table does not say
 * @param diagonalVoxels likewise
 */
record CaseResult(
    RunName run,
    String caseId,
    String part,
    Map<Measure, Double> values,
    double diagonalMm,
    double diagonalVoxels) {

  String method() {
    return run.method();
  }

  /** The value as measured. */
  double of(Measure measure) {
    return values.getOrDefault(measure, Double.NaN);
  }

  /** The value as summary.json counts it, see {@link MetricColumn#counted}. */
  double counted(Measure measure) {
    return measure.column().counted(of(measure), diagonalMm, diagonalVoxels);
  }

  boolean has(Measure measure) {
    return values.containsKey(measure);
  }

  /** Whether one of prediction and reference is empty, so that no distance is defined. */
  boolean isMiss() {
    return values.entrySet().stream()
        .anyMatch(entry -> entry.getKey().isDistance() && Double.isNaN(entry.getValue()));
  }

  CaseResult of(RunName other) {
    return new CaseResult(other, caseId, part, values, diagonalMm, diagonalVoxels);
  }
}
