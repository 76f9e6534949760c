package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.function.Consumer;

/**
 * A basic residual block (He et al., CVPR 2016): two convolutions 3^3 whose result is added to the
 * input, or to its projection where size and channels change.
 */
final class ResidualBlock implements Layer {

  private final Convolution first;
  private final Layer firstNorm;
  private final Convolution second;
  private final Layer secondNorm;
  private final Convolution projection;
  private final Layer projectionNorm;

  /**
   * @param halving whether the block halves the size; it then projects its input
   */
  ResidualBlock(String name, int in, int out, boolean halving, Norm norm) {
    first = new Convolution(name + ".conv1", in, out, 3, halving ? 2 : 1, 1, false);
    firstNorm = norm.layer(name + ".bn1", out);
    second = new Convolution(name + ".conv2", out, out, 3, 1, 1, false);
    secondNorm = norm.layer(name + ".bn2", out);
    projection = halving ? new Convolution(name + ".downsample.0", in, out, 1, 2, 0, false) : null;
    projectionNorm = halving ? norm.layer(name + ".downsample.1", out) : null;
  }

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    first.declare(tensors);
    firstNorm.declare(tensors);
    second.declare(tensors);
    secondNorm.declare(tensors);
    if (projection != null) {
      projection.declare(tensors);
      projectionNorm.declare(tensors);
    }
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    if (projection == null) {
      return joined(input, input, pass);
    }
    try (NDArray projected = projection.apply(input, pass);
        NDArray shortcut = projectionNorm.apply(projected, pass)) {
      return joined(input, shortcut, pass);
    }
  }

  private NDArray joined(NDArray input, NDArray shortcut, Pass pass) {
    try (NDArray inner = new ConvolutionUnit(first, firstNorm).apply(input, pass);
        NDArray convolved = second.apply(inner, pass);
        NDArray normalised = secondNorm.apply(convolved, pass)) {
      // In place: the backward pass of a normalisation needs its input, never its result.
      return normalised.addi(shortcut).getNDArrayInternal().relu();
    }
  }
}
