package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Consumer;

/**
 * Nearest-neighbour upsampling by 2, then a convolution that keeps the size, (batch, in, D, H, W)
 * to (batch, out, 2D, 2H, 2W).
 */
record NearestConvolution(Convolution convolution) implements Layer {

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    convolution.declare(tensors);
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    try (NDArray repeated = repeated(input)) {
      return convolution.apply(repeated, pass);
    }
  }

  private static NDArray repeated(NDArray input) {
    Shape shape = input.getShape();
    long maps = shape.get(0) * shape.get(1);
    long depth = shape.get(2);
    long height = shape.get(3);
    long width = shape.get(4);
    try (NDArray apart = input.reshape(maps, depth, 1, height, 1, width, 1);
        NDArray twice = apart.broadcast(maps, depth, 2, height, 2, width, 2)) {
      return twice.reshape(shape.get(0), shape.get(1), 2 * depth, 2 * height, 2 * width);
    }
  }
}
