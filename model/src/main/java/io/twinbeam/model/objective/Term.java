package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;

/** One addend of the objective. Holds its settings, keeps nothing between batches. */
@FunctionalInterface
interface Term {

  /**
   * The unweighted scalar.
   *
   * <p>A term that trains each network is called with (A, B) and, unless B is a teacher, with (B,
   * A); its gradient reaches {@code own} and never {@code other}, whose quantities it takes from
   * the side's {@code fixed} ones. A term that trains A is called with (A, B) under the same rule.
   * A term that trains both is called once, with (A, B), and reaches both.
   */
  NDArray value(Batch batch, Side own, Side other);

  /** Whether a term that trains each network trains B, too; a setting may leave it out. */
  default boolean trainsB() {
    return true;
  }
}
