package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.function.Consumer;

/** A convolution of any kind, normalisation, ReLU. */
record ConvolutionUnit(Layer convolution, Layer normalisation) implements Layer {

  /** A convolution 3^3 that keeps the size, the unit at {@code place} of a row. */
  static ConvolutionUnit same(String block, int place, int in, int out, Norm norm) {
    int index = place * norm.layersPerUnit();
    return new ConvolutionUnit(
        new Convolution(block + ".conv." + index, in, out, 3, 1, 1, true),
        norm.layer(block + ".conv." + (index + 1), out));
  }

  /** A convolution 2^3 of stride 2 that doubles the channels. */
  static ConvolutionUnit down(String block, int in, Norm norm) {
    return new ConvolutionUnit(
        new Convolution(block + ".conv.0", in, 2 * in, 2, 2, 0, true),
        norm.layer(block + ".conv.1", 2 * in));
  }

  /** Doubles the size and halves the channels. */
  static ConvolutionUnit up(String block, int out, NetworkSpec spec) {
    return switch (spec.upsampling()) {
      case TRANSPOSED ->
          new ConvolutionUnit(
              new UpConvolution(block + ".conv.0", 2 * out, out),
              spec.norm().layer(block + ".conv.1", out));
      // In PyTorch's numbering, place 0 is the repetition, which has no tensors.
      case NEAREST ->
          new ConvolutionUnit(
              new NearestConvolution(
                  new Convolution(block + ".conv.1", 2 * out, out, 3, 1, 1, true)),
              spec.norm().layer(block + ".conv.2", out));
    };
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
