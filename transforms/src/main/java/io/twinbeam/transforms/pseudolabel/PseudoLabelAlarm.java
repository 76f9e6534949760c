package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * One thing about a teacher's pseudo-labels that a person should know before they are used.
 *
 * @param run the teacher
 * @param round of the run, from 1
 * @param alarm {@link #NO_FOREGROUND}, {@link #KEPT_FRACTION}, {@link #CLASS_BALANCE} or {@link
 *     #NONE_ACCEPTED}
 * @param caseId the case that it is about, if it is about one
 * @param classId the class that it is about, if it is about one
 * @param value what was found
 * @param expected what was expected, such as {@code 0.05 to 1}
 * @param message the same in words
 */
@DefaultCoder(RecordCoder.class)
public record PseudoLabelAlarm(
    RunName run,
    int round,
    String alarm,
    Optional<String> caseId,
    OptionalInt classId,
    double value,
    String expected,
    String message) {

  /** Nothing but background is predicted for a case. */
  public static final String NO_FOREGROUND = "noForeground";

  /** Filters keep far more or far less of a case than is usual. */
  public static final String KEPT_FRACTION = "keptFraction";

  /** A class is far more or far less common than among the labelled cases. */
  public static final String CLASS_BALANCE = "classBalance";

  /** Not one pseudo-label of a run was accepted. */
  public static final String NONE_ACCEPTED = "noneAccepted";
}
