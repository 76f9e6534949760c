package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * Consistency with the teacher where it is certain (Yu et al., UA-MT, MICCAI 2019): with H the
 * entropy of the mean of its stochastic passes and M = [H < (threshold + (1 - threshold) r)
 * ln(classes)] per voxel of the unlabelled part, sum over voxels and classes of M (p_A - p_B)^2 /
 * (2 sum M + 1e-16). The 2 stands in the released code, where it is the number of classes, and
 * stays 2 for any number, as in that code's successors. 0 where nothing is certain.
 *
 * <p>r is the ramp of this objective; the released code has one of its own for the threshold, over
 * all steps and without a warm-up.
 */
final class UncertaintyConsistencyTerm implements Term {

  private static final int[] CLASSES = {1};
  private static final float SMALLEST = 1e-12f;

  static final TermKind KIND =
      new TermKind(
          "uncertaintyConsistency",
          Trains.A,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER, Input.TEACHER_MEAN),
          List.of(Setting.number("threshold", 0.75, 0, 1)),
          settings -> new UncertaintyConsistencyTerm(settings.number("threshold")));

  private final double threshold;

  private UncertaintyConsistencyTerm(double threshold) {
    this.threshold = threshold;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    if (!batch.hasUnlabelled()) {
      return batch.zero();
    }
    NDArray certain = certain(batch);
    NDArray differences =
        own.probabilities().unlabelled().sub(other.fixedProbabilities().unlabelled());
    NDArray size = certain.sum();
    return differences.square().mul(certain).sum().div(size.add(size).add(1e-16f));
  }

  /** (unlabelled, 1, voxels), 1 or 0, no gradient. */
  private NDArray certain(Batch batch) {
    NDArray mean = batch.teacherMean();
    NDArray entropyNats = mean.mul(mean.maximum(SMALLEST).log()).sum(CLASSES, true).neg();
    double highest =
        (threshold + (1 - threshold) * batch.ramp()) * StrictMath.log((double) batch.classes());
    return entropyNats.lt(highest).toType(DataType.FLOAT32, false);
  }
}
