package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.random.CounterRandom;

/**
 * For each class, at most so many of the unreliable voxels that a network predicts as it.
 *
 * <p>The draw is a function of the step's seed and the voxel's place alone: voxel i of the
 * unlabelled patches gets the key (a i + b)^2 mod 2^31 - 1 with a and b drawn from the seed, and
 * the candidates with the smallest keys are taken. It runs on the device in exact whole numbers, so
 * the same voxels are chosen on every device, and shapes do not depend on the data.
 *
 * @param indices (classes, sampled) places among the unlabelled voxels, patch-major, int64
 * @param weights (classes, sampled), 1, or 0 where there were fewer candidates
 */
record VoxelSample(NDArray indices, NDArray weights) {

  private static final int PRIME = Integer.MAX_VALUE;

  static VoxelSample of(Batch batch, Side own, Reliable reliable, int most) {
    NDArray candidates = own.predicted().unlabelled().mul(reliable.mask().neg().add(1));
    NDArray perClass = candidates.transpose(1, 0, 2).reshape(batch.classes(), -1);
    long voxels = perClass.getShape().get(1);
    NDArray keys = batch.sharedArray(VoxelSample.class, () -> keys(batch, voxels));
    // The engine's where takes equal shapes only; a broadcast is a view and copies nothing.
    NDArray none = batch.manager().create(new long[] {PRIME}, new Shape(1, 1));
    NDArray drawn =
        NDArrays.where(
            perClass.gt(0),
            keys.broadcast(perClass.getShape()),
            none.broadcast(perClass.getShape()));
    NDList chosen = drawn.topK((int) Math.min(most, voxels), 1, false, false);
    return new VoxelSample(chosen.get(1), chosen.get(0).lt(PRIME).toType(DataType.FLOAT32, false));
  }

  private static NDArray keys(Batch batch, long voxels) {
    CounterRandom random = CounterRandom.of(batch.stepSeed(), "prototype-voxels");
    NDManager manager = batch.manager();
    long factor = 1L + random.nextInt(PRIME - 1);
    long shift = random.nextInt(PRIME);
    NDArray places = manager.arange(0, (int) voxels, 1, DataType.INT64);
    NDArray mixed = places.mul(factor).add(shift).mod((long) PRIME);
    return mixed.mul(mixed).mod((long) PRIME).reshape(1, voxels);
  }

  /** (classes, sampled, channels) of the sampled voxels, with their gradient. */
  NDArray features(Side own, Batch batch) {
    long channels = own.features().getShape().get(1);
    long voxels = own.features().getShape().get(2);
    // Place i = patch * voxels + v; its channel f lies at patch * channels * voxels + f * voxels
    // + v, behind the labelled patches.
    NDArray inPatch = indices.mod(voxels);
    NDArray first = indices.sub(inPatch).mul(channels).add(inPatch);
    NDArray steps =
        batch
            .manager()
            .arange(0, (int) channels, 1, DataType.INT64)
            .mul(voxels)
            .add(batch.labelled() * channels * voxels);
    NDArray places = first.expandDims(2).add(steps.reshape(1, 1, channels));
    return own.features().flatten().gather(places.flatten(), 0).reshape(places.getShape());
  }
}
