package io.twinbeam.transforms.evaluate;

import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * How well one run found one class in one case.
 *
 * @param run the run
 * @param caseId the case
 * @param classId 1 for the first foreground class
 * @param metrics on the source grid
 */
@DefaultCoder(RecordCoder.class)
public record CaseMetrics(RunName run, String caseId, int classId, ClassMetrics metrics) {}
