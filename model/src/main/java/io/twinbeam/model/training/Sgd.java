package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum and weight decay, as PyTorch defines it: {@code b = m b
 * + (g + d w)}, then {@code w = w - lr b}. The momentum b starts at 0 and is open to checkpoints.
 *
 * <p>Works on any thread, whatever the engine's gradient mode there. Not thread-safe.
 */
public final class Sgd implements AutoCloseable {

  // The engine's update never clips at a negative limit.
  private static final float NO_CLIP = -1;
  // Added to the norm before dividing by it, as PyTorch's clip_grad_norm_ does.
  private static final double NORM_FLOOR = 1e-6;

  private final Map<String, NDArray> parameters;
  private final Map<String, NDArray> momenta = new LinkedHashMap<>();
  private final double momentum;
  private final double weightDecay;
  private final NDManager manager;

  /**
   * @param parameters what to train, by name; all on one device, none empty
   * @param momentum in [0, 1)
   * @param weightDecay 0 or more
   */
  public Sgd(Map<String, NDArray> parameters, double momentum, double weightDecay) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), is " + momentum);
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight decay must be 0 or more, is " + weightDecay);
    }
    this.parameters = new LinkedHashMap<>(parameters);
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.manager = parameters.values().iterator().next().getManager().newSubManager();
    this.parameters.forEach((name, array) -> momenta.put(name, manager.zeros(array.getShape())));
  }

  /**
   * Moves every parameter once along its gradient and sets the gradients to 0.
   *
   * @param maxGradientNorm all gradients together are scaled down to this Euclidean norm when they
   *     exceed it; 0 for no limit
   */
  public void step(double learningRate, double maxGradientNorm) {
    double scale = 1;
    if (maxGradientNorm > 0) {
      scale = Math.min(1, maxGradientNorm / (gradientNorm() + NORM_FLOOR));
    }
    for (Map.Entry<String, NDArray> entry : parameters.entrySet()) {
      update(entry.getValue(), momenta.get(entry.getKey()), scale, learningRate);
    }
  }

  private void update(NDArray parameter, NDArray buffer, double scale, double learningRate) {
    // The detached alias shares its numbers with the parameter, but may be edited in place.
    try (NDArray gradient = parameter.getGradient();
        NDArray weight = parameter.stopGradient();
        NDArray decay = weight.mul(weightDecay)) {
      if (scale != 1) {
        gradient.muli(scale);
      }
      buffer.muli(momentum).addi(gradient).addi(decay);
      // Without momentum of its own, this native call is w -= lr b, then clears the gradient, which
      // unlike a multiplication with 0 also clears NaN.
      weight
          .getNDArrayInternal()
          .sgdUpdate(
              new NDList(weight, buffer),
              new NDList(parameter),
              (float) learningRate,
              0,
              1,
              NO_CLIP,
              0,
              false);
    }
  }

  /** The Euclidean norm of all gradients together. */
  public double gradientNorm() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray total = scope.zeros(new Shape());
      for (NDArray parameter : parameters.values()) {
        NDArray gradient = parameter.getGradient();
        gradient.attach(scope);
        // One number is added per parameter on the device; only the last sum is waited for.
        total.addi(gradient.square().sum());
      }
      return Math.sqrt(total.getFloat());
    }
  }

  /** Copies of the momenta on the heap, by parameter name. */
  public Map<String, Tensor> momentumTensors() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    momenta.forEach((name, array) -> copies.put(name, Tensor.copyOf(array)));
    return copies;
  }

  /**
   * Sets the momenta to what {@link #momentumTensors} gave.
   *
   * @throws IllegalArgumentException when names or shapes differ; nothing is changed then
   */
  public void restore(Map<String, Tensor> saved) {
    if (!saved.keySet().equals(momenta.keySet())) {
      throw new IllegalArgumentException(
          "momenta must be named as the parameters "
              + momenta.keySet()
              + ", are "
              + saved.keySet());
    }
    momenta.forEach(
        (name, array) -> {
          long[] needed = array.getShape().getShape();
          if (!Arrays.equals(saved.get(name).shape(), needed)) {
            throw new IllegalArgumentException(
                "momentum "
                    + name
                    + " must have shape "
                    + Arrays.toString(needed)
                    + ", is "
                    + saved.get(name));
          }
        });
    momenta.forEach((name, array) -> array.set(saved.get(name).values()));
  }

  /** Frees the momenta; the parameters stay. */
  @Override
  public void close() {
    manager.close();
  }
}
