package io.twinbeam.model.training;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one step measured.
 *
 * @param step counted from 0
 * @param values {@code total}, {@code learningRate}, {@code ramp}, and each active term,
 *     unweighted, as {@code crossEntropy.A}
 */
public record StepLog(long step, SortedMap<String, Double> values) {

  public StepLog {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }
}
