package io.twinbeam.transforms.evaluate;

import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * How well one run found one class, or all foreground classes as one object, in one case.
 *
 * @param run the run
 * @param caseId the case
 * @param classId 1 for the first foreground class, {@link #POOLED} for all as one
 * @param metrics on the source grid
 */
@DefaultCoder(RecordCoder.class)
public record CaseMetrics(RunName run, String caseId, int classId, ClassMetrics metrics) {

  /** Stands for the union of all foreground classes. */
  public static final int POOLED = -1;

  /** How tables name {@link #POOLED}. */
  public static final String POOLED_NAME = "pooled";

  /** What tables call the class. */
  public String className() {
    return classId == POOLED ? POOLED_NAME : Integer.toString(classId);
  }
}
