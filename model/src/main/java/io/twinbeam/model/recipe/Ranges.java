package io.twinbeam.model.recipe;

import java.util.List;
import java.util.Optional;

/** Pairs of a lower and a higher number. */
final class Ranges {

  private Ranges() {}

  static void check(String name, Optional<List<Double>> range) {
    if (range.isPresent() && !rises(range.get())) {
      throw new IllegalArgumentException(
          name + " must be two numbers that rise, is " + range.get());
    }
  }

  /** The range under {@code name}; empty where it is absent or, with a problem, wrong. */
  static Optional<List<Double>> read(StepSettings settings, String name, double low, double high) {
    Optional<List<Double>> range = settings.numbers(name, 2, low, high);
    if (range.isPresent() && !rises(range.get())) {
      settings.reject(name, "must rise, is " + range.get());
      return Optional.empty();
    }
    return range;
  }

  // As floats, which is what voxels are compared with.
  private static boolean rises(List<Double> range) {
    return range.size() == 2 && range.get(0).floatValue() < range.get(1).floatValue();
  }
}
