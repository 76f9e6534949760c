package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.function.Consumer;

/** Passes its input on, as it is and without tensors. */
record NoNormalisation() implements Layer {

  @Override
  public void declare(Consumer<TensorSpec> tensors) {}

  @Override
  public NDArray apply(NDArray input, Pass pass) {
    return input;
  }
}
