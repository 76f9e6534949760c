package io.twinbeam.model.training;

import io.twinbeam.model.objective.Evaluation;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one step measured.
 *
 * @param step counted from 0
 * @param values {@code total}, {@code learningRate}, {@code ramp}, and each active term,
 *     unweighted, as {@code crossEntropy.A}; at steps that are diagnosed also {@code diagnostic.}
 *     and {@code alarm.} ones
 */
public record StepLog(long step, SortedMap<String, Double> values) {

  /** What the names of instruments' values start with. */
  public static final String DIAGNOSTIC = "diagnostic.";

  /** The mean Dice of the validation cases, where they are predicted after the step. */
  public static final String VALIDATION_DICE = DIAGNOSTIC + "validationDice";

  /** What the names of alarms start with. */
  public static final String ALARM = "alarm.";

  public StepLog {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The same step with another value. */
  public StepLog with(String name, double value) {
    TreeMap<String, Double> more = new TreeMap<>(values);
    more.put(name, value);
    return new StepLog(step, more);
  }

  /** Whether a value of that name was measured by an instrument, see {@link Evaluation}. */
  public static boolean isDiagnostic(String name) {
    return name.startsWith(DIAGNOSTIC);
  }

  /** Whether a value of that name tells that something went wrong. */
  public static boolean isAlarm(String name) {
    return name.startsWith(ALARM);
  }

  /** Whether a value of that name is one or the other, with no say in training. */
  public static boolean isDiagnosis(String name) {
    return isDiagnostic(name) || isAlarm(name);
  }
}
