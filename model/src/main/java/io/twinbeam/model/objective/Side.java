package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;

/**
 * One network's outputs on a batch and what the terms derive from them, each computed when first
 * asked for. What is called {@code fixed}, the predictions and the entropy carry no gradient.
 */
final class Side {

  private final Supplier<Parts> logProbabilities;
  private final Supplier<Parts> probabilities;
  private final Supplier<Parts> fixedLogProbabilities;
  private final Supplier<Parts> fixedProbabilities;
  private final Supplier<Winner> winner;
  private final Supplier<Parts> predicted;
  private final Supplier<Parts> entropy;
  private final NDArray features;

  /**
   * @param logits (batch, classes, voxels)
   * @param features (batch, channels, voxels)
   * @param labelled how many patches lead the batch with labels
   */
  Side(NDArray logits, NDArray features, long labelled) {
    this.features = features;
    logProbabilities = once(() -> Parts.of(logits.logSoftmax(1), labelled));
    // exp of the log-softmax rather than a second softmax: one backward pass through the
    // normalisation serves both, and both stay exact at saturated logits.
    probabilities = once(() -> Parts.of(logProbabilities().whole().exp(), labelled));
    fixedLogProbabilities =
        once(() -> Parts.of(logProbabilities().whole().stopGradient(), labelled));
    fixedProbabilities = once(() -> Parts.of(probabilities().whole().stopGradient(), labelled));
    winner = once(() -> Winner.of(fixedLogProbabilities().whole()));
    predicted = once(() -> Parts.of(winner.get().oneHot(), labelled));
    entropy =
        once(
            () -> {
              NDArray products = fixedProbabilities().whole().mul(fixedLogProbabilities().whole());
              return Parts.of(products.sum(new int[] {1}, true).neg(), labelled);
            });
  }

  private static <T extends Shared> Supplier<T> once(Supplier<T> quantity) {
    return Suppliers.memoize(() -> Shared.keep(quantity.get()));
  }

  /** (batch, classes, voxels), nats. */
  Parts logProbabilities() {
    return logProbabilities.get();
  }

  /** (batch, classes, voxels). */
  Parts probabilities() {
    return probabilities.get();
  }

  Parts fixedLogProbabilities() {
    return fixedLogProbabilities.get();
  }

  Parts fixedProbabilities() {
    return fixedProbabilities.get();
  }

  /** (batch, classes, voxels): 1 at the most probable class, the lowest of equals, else 0. */
  Parts predicted() {
    return predicted.get();
  }

  /** (labelled, 1, voxels): the probability of the predicted class, no gradient. */
  NDArray highestOfLabelled(Batch batch) {
    return Parts.of(winner.get().logProbability(), batch.labelled()).labelled().exp();
  }

  /** (batch, 1, voxels), nats, no gradient. */
  Parts entropy() {
    return entropy.get();
  }

  /** (batch, channels, voxels) of the last decoder block. */
  NDArray features() {
    return features;
  }
}
