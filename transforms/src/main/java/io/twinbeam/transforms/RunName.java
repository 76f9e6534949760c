package io.twinbeam.transforms;

import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * One run of an experiment: a method with a seed.
 *
 * @param method the method's name
 * @param seed seeds initialisation, sampling and dropout
 */
@DefaultCoder(RecordCoder.class)
public record RunName(String method, long seed) {

  /** The key of the run: {@code METHOD-seedSEED}, also its folder name. */
  public String runId() {
    return method + "-seed" + seed;
  }
}
