package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.function.Consumer;

/** A convolution of either kind, batch normalisation, ReLU. */
record ConvolutionUnit(Layer convolution, Normalisation normalisation) implements Layer {

  /** A convolution 3^3 that keeps the size. */
  static ConvolutionUnit same(String block, int index, int in, int out) {
    return new ConvolutionUnit(
        new Convolution(block + ".conv." + index, in, out, 3, 1, 1, true),
        new Normalisation(block + ".conv." + (index + 1), out));
  }

  /** A convolution 2^3 of stride 2 that doubles the channels. */
  static ConvolutionUnit down(String block, int in) {
    return new ConvolutionUnit(
        new Convolution(block + ".conv.0", in, 2 * in, 2, 2, 0, true),
        new Normalisation(block + ".conv.1", 2 * in));
  }

  /** A transposed convolution 2^3 of stride 2 that halves the channels. */
  static ConvolutionUnit up(String block, int out) {
    return new ConvolutionUnit(
        new UpConvolution(block + ".conv.0", 2 * out, out),
        new Normalisation(block + ".conv.1", out));
  }

  @Override
  public void declare(Consumer<TensorSpec> tensors) {
    convolution.declare(tensors);
    normalisation.declare(tensors);
  }

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    // Closed at once: autograd keeps what it needs, and evaluation of a large patch needs the room.
    try (NDArray convolved = convolution.apply(input, pass);
        NDArray normalised = normalisation.apply(convolved, pass)) {
      return normalised.getNDArrayInternal().relu();
    }
  }
}
