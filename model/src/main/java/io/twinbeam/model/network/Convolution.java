package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv3d;
import io.twinbeam.model.network.TensorSpec.Role;
import java.util.function.Consumer;

/**
 * A cubic 3-D convolution, (batch, in, D, H, W) to (batch, out, D/stride, H/stride, W/stride).
 *
 * @param kernel edge of the kernel
 * @param padding zeros added on each side
 */
record Convolution(String name, int in, int out, int kernel, int stride, int padding, boolean bias)
    implements Layer {

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    Shape shape = new Shape(out, in, kernel, kernel, kernel);
    tensors.accept(new TensorSpec(name + ".weight", Role.CONVOLUTION, shape));
    if (bias) {
      tensors.accept(new TensorSpec(name + ".bias", Role.BIAS, new Shape(out)));
    }
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    return Conv3d.conv3d(
            input,
            pass.tensor(name + ".weight"),
            bias ? pass.tensor(name + ".bias") : null,
            new Shape(stride, stride, stride),
            new Shape(padding, padding, padding))
        .singletonOrThrow();
  }
}
