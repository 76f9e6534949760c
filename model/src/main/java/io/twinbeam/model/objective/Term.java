package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;

/** One addend of the objective. Holds its settings, keeps nothing between batches. */
@FunctionalInterface
interface Term {

  /**
   * The unweighted scalar.
   *
   * <p>A term that trains each network is called with (A, B) and with (B, A); its gradient reaches
   * {@code own} and never {@code other}, whose quantities it takes from the side's {@code fixed}
   * ones. A term that trains both is called once, with (A, B), and reaches both.
   */
  NDArray value(Batch batch, Side own, Side other);
}
