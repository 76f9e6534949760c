package io.twinbeam.model.training;

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

  public StepLog {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** Whether a value of that name is an instrument's, with no say in training. */
  public static boolean isDiagnosis(String name) {
    return name.startsWith("diagnostic.") || isAlarm(name);
  }

  /** Whether a value of that name tells that something went wrong. */
  public static boolean isAlarm(String name) {
    return name.startsWith(Alarms.PREFIX);
  }
}
