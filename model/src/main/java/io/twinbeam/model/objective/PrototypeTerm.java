package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;

/**
 * Pulls the features of uncertain voxels towards the prototype of the class that the network
 * predicts for them, away from the other prototypes.
 *
 * <p>Features f are L2-normalised over channels. The prototype mu_c is the normalised mean over the
 * reliable voxels with pseudo-label c and carries no gradient. For each class that has a prototype
 * and unreliable voxels predicted as it, the mean cross entropy of f.mu / tau against it over at
 * most {@code maxVoxels} of these; then the mean over those classes. 0 with fewer than two
 * prototypes.
 */
final class PrototypeTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "prototype",
          Trains.EACH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          ImmutableList.<Setting>builder()
              .addAll(ReliableFilter.SETTINGS)
              .add(Setting.number("tau", 0.1, 0.001, 100))
              .add(Setting.count("maxVoxels", 2048, 1, 100_000_000))
              .build(),
          PrototypeTerm::new);

  // Far below any f.mu / tau, yet finite, so that a missing prototype gives probability 0, not NaN.
  private static final float ABSENT = 1e6f;

  private final ReliableFilter filter;
  private final double tau;
  private final int maxVoxels;

  private PrototypeTerm(TermSettings settings) {
    filter = ReliableFilter.of(settings);
    tau = settings.number("tau");
    maxVoxels = (int) settings.number("maxVoxels");
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    if (!batch.hasUnlabelled()) {
      return batch.zero();
    }
    Reliable reliable = filter.apply(batch);
    NDArray exists = reliable.perClass().gt(0).toType(DataType.FLOAT32, false);
    VoxelSample sample = VoxelSample.of(batch, own, reliable, maxVoxels);
    NDArray logits =
        Directions.along(sample.features(own, batch), 2)
            .matMul(prototypes(batch, own, reliable).div(tau))
            .add(exists.sub(1).mul(ABSENT));
    NDArray ownClass = batch.classIds().reshape(-1, 1, 1).eq(batch.classIds().reshape(1, 1, -1));
    NDArray logOwnClass =
        logits.logSoftmax(2).mul(ownClass.toType(DataType.FLOAT32, false)).sum(new int[] {2});
    NDArray counts = sample.weights().sum(new int[] {1});
    NDArray means = logOwnClass.mul(sample.weights()).sum(new int[] {1}).div(counts.maximum(1));
    NDArray counted = counts.gt(0).toType(DataType.FLOAT32, false).mul(exists);
    NDArray enough = exists.sum().gte(2).toType(DataType.FLOAT32, false);
    return means.mul(counted).sum().div(counted.sum().maximum(1)).mul(enough).neg();
  }

  /** (channels, classes), unit columns, or 0 for a class without reliable voxels. */
  private static NDArray prototypes(Batch batch, Side own, Reliable reliable) {
    NDArray features = Parts.of(own.features().stopGradient(), batch.labelled()).unlabelled();
    // The sum has the direction of the mean, and normalising the voxels' weights spares a
    // normalised copy of the features, the largest array of the step.
    NDArray weights = reliable.targets().div(Directions.lengths(features, 1));
    NDArray sums = features.matMul(weights.transpose(0, 2, 1)).sum(new int[] {0});
    return Directions.along(sums, 0);
  }
}
