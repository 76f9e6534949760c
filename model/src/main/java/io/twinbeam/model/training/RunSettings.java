package io.twinbeam.model.training;

import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Upsampling;

/**
 * All that the weights of a run depend on, besides its cases.
 *
 * @param seed of initialisation, sampling, augmentation and dropout
 * @param networkA the first network
 * @param networkB the second network, see {@link #of}
 * @param method what both minimise, and what they are to each other
 * @param training how
 */
public record RunSettings(
    long seed,
    NetworkSpec networkA,
    NetworkSpec networkB,
    Method method,
    TrainingSettings training) {

  /**
   * Settings in which network B is what the method makes of it: the average of A is built as A, a
   * second decoder as A but for its upsampling.
   *
   * @param networkB of a method that trains two networks of their own
   */
  public static RunSettings of(
      long seed,
      NetworkSpec networkA,
      NetworkSpec networkB,
      Method method,
      TrainingSettings training) {
    NetworkSpec second =
        switch (method.partner()) {
          case TRAINED -> networkB;
          case SECOND_DECODER -> networkA.withUpsampling(Upsampling.NEAREST);
          case TEACHER -> networkA;
        };
    return new RunSettings(seed, networkA, second, method, training);
  }
}
