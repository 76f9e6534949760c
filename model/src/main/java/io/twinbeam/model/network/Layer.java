package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.function.Consumer;

/** A piece of a network: which tensors it needs and what it computes with them. */
interface Layer {

  /** Tells {@code tensors} every tensor of this layer, in PyTorch's order. */
  void declare(Consumer<TensorSpec> tensors);

  /**
   * The layer's result, which may be the argument itself. The argument stays open; it is the
   * caller's to release.
   */
  NDArray apply(NDArray input, Pass pass);
}
