package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Consumer;

/** The contracting half of a network. */
interface Encoder {

  void declare(Consumer<TensorSpec> tensors);

  /**
   * Five feature maps, finest first: level i has width x 2^i channels and 1/2^i of each size.
   *
   * @param images (batch, channels, depth, height, width)
   */
  List<NDArray> encode(NDArray images, Pass pass);
}
