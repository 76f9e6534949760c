package io.twinbeam.transforms;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.IOException;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * One case (or, in training, one run) that a stage gave up, and why.
 *
 * @param caseId the case, or the run where a whole run failed
 * @param source the file or artifact at fault
 * @param stage the stage that gave up, such as {@code preprocess}
 * @param reason why, as a kind
 * @param message why, in words, with the cure
 * @param cause the technical cause; empty where the message says it all
 */
@DefaultCoder(RecordCoder.class)
public record FailedCase(
    String caseId, String source, String stage, Fault reason, String message, String cause) {

  /**
   * The failure that {@code error} describes: typed where it is an {@link InvalidCaseException}.
   */
  public static FailedCase of(String caseId, String source, String stage, Throwable error) {
    Fault reason =
        error instanceof InvalidCaseException invalid
            ? invalid.fault()
            : error instanceof IOException ? Fault.UNREADABLE : Fault.FAILED;
    String message =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    Throwable deepest = error.getCause();
    String cause =
        deepest != null
            ? deepest.toString()
            : error instanceof InvalidCaseException ? "" : error.getClass().getName();
    return new FailedCase(caseId, source, stage, reason, message, cause);
  }
}
