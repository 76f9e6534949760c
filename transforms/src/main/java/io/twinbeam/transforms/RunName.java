package io.twinbeam.transforms;

import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * One run of an experiment: a method with a seed, on a fold where cases are divided into folds.
 *
 * @param method the method's name
 * @param fold the part of the cases that the run is tested on, from 1; 0 where there are no folds
 * @param seed seeds initialisation, sampling and dropout
 */
@DefaultCoder(RecordCoder.class)
public record RunName(String method, int fold, long seed) {

  /** A run of an experiment without folds. */
  public RunName(String method, long seed) {
    this(method, 0, seed);
  }

  /**
   * The key of the run, also its folder name: {@code METHOD-seedSEED}, or {@code
   * METHOD-foldFOLD-seedSEED}.
   */
  public String runId() {
    return method + (fold == 0 ? "" : "-fold" + fold) + "-seed" + seed;
  }
}
