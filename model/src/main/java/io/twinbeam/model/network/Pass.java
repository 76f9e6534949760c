package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.random.CounterRandom;
import java.util.Map;

/** One forward pass: the weights it uses, its mode, and who owns what it makes. */
final class Pass {

  private final NDManager manager;
  private final Map<String, NDArray> tensors;
  private final boolean training;
  private final double dropout;
  private final CounterRandom random;

  /**
   * @param manager owns all results
   * @param training whether statistics are those of the batch and gradients reach the weights
   * @param dropout share of channels to drop
   * @param random may be null when nothing is dropped
   */
  Pass(
      NDManager manager,
      Map<String, NDArray> tensors,
      boolean training,
      double dropout,
      CounterRandom random) {
    this.manager = manager;
    this.tensors = tensors;
    this.training = training;
    this.dropout = dropout;
    this.random = random;
  }

  boolean training() {
    return training;
  }

  /** The tensor called {@code name}. In evaluation it is cut off from gradients. */
  NDArray tensor(String name) {
    NDArray tensor = tensors.get(name);
    // The engine's gradient mode is per thread and starts on: without the cut, an evaluation on a
    // worker thread would keep every feature map for a backward pass that never comes.
    return training ? tensor : own(tensor.stopGradient());
  }

  /** Hands {@code array} to this pass; for results of operations on weights alone. */
  NDArray own(NDArray array) {
    array.attach(manager);
    return array;
  }

  /**
   * Drops whole channels and scales the kept ones up, so that the mean stays. The mask is drawn on
   * the heap: the engine's own generator is global state.
   *
   * @return {@code features} itself when nothing is to be dropped
   */
  NDArray dropChannels(NDArray features) {
    if (dropout == 0) {
      return features;
    }
    Shape shape = features.getShape();
    float[] mask = new float[Math.toIntExact(shape.get(0) * shape.get(1))];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < dropout ? 0 : (float) (1 / (1 - dropout));
    }
    return features.mul(manager.create(mask, new Shape(shape.get(0), shape.get(1), 1, 1, 1)));
  }
}
