package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv3d;
import io.twinbeam.model.network.TensorSpec.Role;
import java.util.function.Consumer;

/**
 * A transposed convolution 2^3 of stride 2, (batch, in, D, H, W) to (batch, out, 2D, 2H, 2W).
 *
 * <p>The engine has no transposed convolution. As kernel and stride are equal, the eight output
 * voxels of an input voxel depend on it alone: a convolution 1^3 to 8 x out channels computes them,
 * and a pixel shuffle puts them in place.
 */
record UpConvolution(String name, int in, int out) implements Layer {

  private static final int CORNERS = 8;

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    Shape shape = new Shape(in, out, 2, 2, 2);
    tensors.accept(new TensorSpec(name + ".weight", Role.TRANSPOSED_CONVOLUTION, shape));
    tensors.accept(new TensorSpec(name + ".bias", Role.BIAS, new Shape(out)));
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    NDArray corners = Conv3d.conv3d(input, pointWeight(pass), cornerBias(pass)).singletonOrThrow();
    Shape shape = input.getShape();
    long batch = shape.get(0);
    long depth = shape.get(2);
    long height = shape.get(3);
    long width = shape.get(4);
    try (corners;
        NDArray split = corners.reshape(batch, out, 2, 2, 2, depth, height, width);
        NDArray interleaved = split.transpose(0, 1, 5, 2, 6, 3, 7, 4)) {
      return interleaved.reshape(batch, out, 2 * depth, 2 * height, 2 * width);
    }
  }

  /** The weight as that of a convolution 1^3: row 8 o + corner holds output channel o. */
  private NDArray pointWeight(Pass pass) {
    try (NDArray flat = pass.own(pass.tensor(name + ".weight").reshape(in, (long) CORNERS * out));
        NDArray rows = flat.transpose()) {
      return rows.reshape((long) CORNERS * out, in, 1, 1, 1);
    }
  }

  /** The bias of each output channel for each corner; adding it later would cost a full pass. */
  private NDArray cornerBias(Pass pass) {
    try (NDArray column = pass.own(pass.tensor(name + ".bias").reshape(out, 1));
        NDArray rows = column.broadcast(out, CORNERS)) {
      return rows.reshape((long) CORNERS * out);
    }
  }
}
