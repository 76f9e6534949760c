package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;
import io.twinbeam.model.network.TensorSpec.Role;
import java.util.function.Consumer;

/**
 * Normalisation of each image by itself, over groups of channels and space, then a scale and a
 * shift for each channel; the same in training and evaluation. With as many groups as channels this
 * is PyTorch's InstanceNorm3d (Ulyanov et al., 2016), with fewer its GroupNorm (Wu and He, ECCV
 * 2018).
 *
 * <p>The engine has neither. Both are batch normalisation of one image that has each group of each
 * image as a channel; PyTorch computes its instance normalisation so, too.
 *
 * @param groups divides {@code channels}
 */
record SampleNormalisation(String name, int channels, int groups) implements Layer {

  private static final float EPSILON = 1e-5f;
  private static final int NATIVE_AXIS = -1;

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    Shape shape = new Shape(channels);
    tensors.accept(new TensorSpec(name + ".weight", Role.SCALE, shape));
    tensors.accept(new TensorSpec(name + ".bias", Role.SHIFT, shape));
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    return groups == channels ? perChannel(input, pass) : perGroup(input, pass);
  }

  private NDArray perChannel(NDArray input, Pass pass) {
    long batch = input.getShape().get(0);
    try (NDArray scales = forEachImage(pass.tensor(name + ".weight"), batch, pass);
        NDArray shifts = forEachImage(pass.tensor(name + ".bias"), batch, pass)) {
      return normalised(input, scales, shifts);
    }
  }

  /** (batch x channels): {@code perChannel} once for each image. */
  private NDArray forEachImage(NDArray perChannel, long batch, Pass pass) {
    try (NDArray row = pass.own(perChannel.reshape(1, channels));
        NDArray rows = row.broadcast(batch, channels)) {
      return rows.reshape(batch * channels);
    }
  }

  private NDArray perGroup(NDArray input, Pass pass) {
    NDManager manager = input.getManager();
    Shape rows = new Shape(input.getShape().get(0) * groups);
    Shape perChannel = new Shape(1, channels, 1, 1, 1);
    try (NDArray ones = manager.ones(rows);
        NDArray zeros = manager.zeros(rows);
        NDArray normalised = normalised(input, ones, zeros);
        NDArray scale = pass.own(pass.tensor(name + ".weight").reshape(perChannel));
        NDArray shift = pass.own(pass.tensor(name + ".bias").reshape(perChannel));
        NDArray scaled = normalised.mul(scale)) {
      return scaled.add(shift);
    }
  }

  /**
   * Each row, a group of an image, brought to mean 0 and deviation 1, then scaled and shifted.
   *
   * @param scales one for each row
   */
  private NDArray normalised(NDArray input, NDArray scales, NDArray shifts) {
    NDManager manager = input.getManager();
    // The native call wants running statistics to move; nobody reads these.
    try (NDArray rows = input.reshape(1, scales.size(), -1);
        NDArray means = manager.zeros(scales.getShape());
        NDArray variances = manager.ones(scales.getShape());
        NDArray normalised =
            BatchNorm.batchNorm(
                    rows, means, variances, scales, shifts, NATIVE_AXIS, 0, EPSILON, true)
                .singletonOrThrow()) {
      return normalised.reshape(input.getShape());
    }
  }
}
