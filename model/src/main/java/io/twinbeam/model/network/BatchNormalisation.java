package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;
import io.twinbeam.model.network.TensorSpec.Role;
import java.util.function.Consumer;

/**
 * Batch normalisation over batch and space. In training it uses the batch's statistics and moves
 * the running ones a tenth of the way; in evaluation it uses the running ones.
 */
record BatchNormalisation(String name, int channels) implements Layer {

  private static final float EPSILON = 1e-5f;
  // The share that the old statistics keep; PyTorch's momentum is 1 minus this.
  private static final float KEPT = 0.9f;
  // Any other axis makes the engine swap axes round the same native call.
  private static final int NATIVE_AXIS = -1;

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    Shape shape = new Shape(channels);
    tensors.accept(new TensorSpec(name + ".weight", Role.SCALE, shape));
    tensors.accept(new TensorSpec(name + ".bias", Role.SHIFT, shape));
    tensors.accept(new TensorSpec(name + ".running_mean", Role.RUNNING_MEAN, shape));
    tensors.accept(new TensorSpec(name + ".running_var", Role.RUNNING_VARIANCE, shape));
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    return BatchNorm.batchNorm(
            input,
            pass.tensor(name + ".running_mean"),
            pass.tensor(name + ".running_var"),
            pass.tensor(name + ".weight"),
            pass.tensor(name + ".bias"),
            NATIVE_AXIS,
            KEPT,
            EPSILON,
            pass.training())
        .singletonOrThrow();
  }
}
