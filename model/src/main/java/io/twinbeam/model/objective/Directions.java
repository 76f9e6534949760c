package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Unit vectors along one axis, safe where a vector is 0, as features behind a ReLU often are. */
final class Directions {

  private static final float SHORTEST_SQUARED = 1e-12f;

  private Directions() {}

  /** {@code vectors} divided by {@link #lengths}. */
  static NDArray along(NDArray vectors, int axis) {
    return vectors.div(lengths(vectors, axis));
  }

  /**
   * The lengths along {@code axis}, which stays with size 1. For a vector shorter than 1e-6 it is
   * at least 1: its direction is noise, and dividing by its length would let the gradient explode.
   */
  static NDArray lengths(NDArray vectors, int axis) {
    // Closed at once: the squares of all features would be the largest array of the step.
    try (NDArray all = vectors.square()) {
      NDArray squares = all.sum(new int[] {axis}, true);
      NDArray tooShort = squares.stopGradient().lt(SHORTEST_SQUARED);
      return squares.add(tooShort.toType(DataType.FLOAT32, false)).sqrt();
    }
  }
}
