package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * Which unlabelled voxels are reliable: those where the entropy of A or of B is at most the
 * rho-quantile of that network's entropies, over the voxels of the same predicted class or over
 * all.
 *
 * @param rho the share of voxels that each network keeps, in (0, 1]
 * @param perClass whether the quantile is taken per predicted class; without it the background,
 *     being both common and easy, crowds out the rest
 */
record ReliableFilter(double rho, boolean perClass) {

  static final List<Setting> SETTINGS =
      List.of(Setting.share("rho", 0.5), Setting.flag("perClass", true));

  static ReliableFilter of(TermSettings settings) {
    return new ReliableFilter(settings.number("rho"), settings.flag("perClass"));
  }

  /** The reliable voxels of a batch that has unlabelled patches, computed once for each filter. */
  Reliable apply(Batch batch) {
    return batch.shared(this, () -> compute(batch));
  }

  private Reliable compute(Batch batch) {
    NDArray kept = kept(batch.sideA()).logicalOr(kept(batch.sideB()));
    NDArray mask = kept.toType(DataType.FLOAT32, false);
    NDArray targets = pseudoLabels(batch, mask);
    NDArray counts = targets.sum(new int[] {0, 2});
    return new Reliable(mask, targets, counts, counts.sum());
  }

  /**
   * (unlabelled, classes, voxels): the one-hot prediction of the network with the lower entropy,
   * A's where they tie, reliable or not.
   */
  static NDArray pseudoLabels(Batch batch) {
    return pseudoLabels(batch, batch.sideA().entropy().unlabelled().onesLike());
  }

  private static NDArray pseudoLabels(Batch batch, NDArray mask) {
    Side a = batch.sideA();
    Side b = batch.sideB();
    NDArray lowerInB = b.entropy().unlabelled().lt(a.entropy().unlabelled());
    NDArray fromB = mask.mul(lowerInB.toType(DataType.FLOAT32, false));
    NDArray fromA = mask.sub(fromB);
    return a.predicted().unlabelled().mul(fromA).add(b.predicted().unlabelled().mul(fromB));
  }

  private NDArray kept(Side side) {
    return kept(side.entropy().unlabelled(), side.predicted().unlabelled());
  }

  /**
   * (patches, 1, voxels), boolean: where an entropy is at most its quantile.
   *
   * @param entropy (patches, 1, voxels), nats
   * @param predicted (patches, classes, voxels), one-hot
   */
  NDArray kept(NDArray entropy, NDArray predicted) {
    return perClass
        ? entropy.lte(thresholds(entropy, predicted))
        : entropy.lte(EntropyQuantile.of(entropy.flatten(), rho));
  }

  /** (patches, 1, voxels): the quantile of the class that is predicted there. */
  private NDArray thresholds(NDArray entropy, NDArray predicted) {
    float[] counts = predicted.sum(new int[] {0, 2}).toFloatArray();
    float[] quantiles = new float[counts.length];
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0) {
        NDArray members = predicted.get(":, {}:{}", c, c + 1).toType(DataType.BOOLEAN, false);
        quantiles[c] = EntropyQuantile.of(entropy.flatten().booleanMask(members.flatten()), rho);
      }
    }
    NDArray perClassId = entropy.getManager().create(quantiles).reshape(1, counts.length, 1);
    return predicted.mul(perClassId).sum(new int[] {1}, true);
  }
}
