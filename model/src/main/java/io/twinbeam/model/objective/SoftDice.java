package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;

/** The Dice loss of every class at once, with squared probabilities in the denominator. */
final class SoftDice {

  private static final float SMOOTHING = 1e-5f;
  private static final int[] ALL_BUT_CLASSES = {0, 2};

  private SoftDice() {}

  /**
   * (classes): 1 - (2 sum p y + e) / (sum p^2 + sum y + e), sums over the weighted voxels of all
   * patches, e = 1e-5.
   *
   * @param probabilities p, (patches, classes, voxels)
   * @param targets y, as p, 0 or 1 and 0 where {@code weights} is 0
   * @param weights (patches, 1, voxels), 0 or 1
   */
  static NDArray losses(NDArray probabilities, NDArray targets, NDArray weights) {
    NDArray overlap = probabilities.mul(targets).sum(ALL_BUT_CLASSES);
    NDArray squares = probabilities.square().mul(weights).sum(ALL_BUT_CLASSES);
    NDArray sizes = targets.sum(ALL_BUT_CLASSES);
    NDArray dice = overlap.add(overlap).add(SMOOTHING).div(squares.add(sizes).add(SMOOTHING));
    return dice.neg().add(1);
  }
}
