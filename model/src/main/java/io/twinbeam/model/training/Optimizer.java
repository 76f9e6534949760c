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
 * Moves parameters along their gradients. Its state is open to checkpoints, unlike that of the
 * engine's own optimisers.
 *
 * <p>Works on any thread, whatever the engine's gradient mode there. Not thread-safe.
 */
public abstract class Optimizer implements AutoCloseable {

  // The engine's update never clips at a negative limit.
  private static final float NO_CLIP = -1;
  // Added to the norm before dividing by it, as PyTorch's clip_grad_norm_ does.
  private static final double NORM_FLOOR = 1e-6;

  private final Map<String, NDArray> parameters;
  private final Map<String, NDArray> state = new LinkedHashMap<>();
  private final NDManager manager;

  /**
   * @param parameters what to train, by name; all on one device, none empty
   */
  Optimizer(Map<String, NDArray> parameters) {
    this.parameters = new LinkedHashMap<>(parameters);
    this.manager = parameters.values().iterator().next().getManager().newSubManager();
  }

  /** The optimiser of {@code settings}, at its start. */
  static Optimizer of(OptimizerSettings settings, Map<String, NDArray> parameters) {
    return switch (settings.rule()) {
      case SGD -> new Sgd(parameters, settings.momentum(), settings.weightDecay());
      case ADAM, ADAMW ->
          new Adam(
              parameters,
              settings.momentum(),
              settings.squareMomentum(),
              settings.weightDecay(),
              settings.rule() == OptimizerSettings.Rule.ADAMW);
    };
  }

  /** Adds a state of zeros for each parameter, named as it is with {@code suffix} behind. */
  final void keep(String suffix) {
    parameters.forEach((name, array) -> state.put(name + suffix, manager.zeros(array.getShape())));
  }

  final NDArray state(String name) {
    return state.get(name);
  }

  /**
   * Moves every parameter once along its gradient and sets the gradients to 0.
   *
   * @param step counted from 0
   * @param maxGradientNorm all gradients together are scaled down to this Euclidean norm when they
   *     exceed it; 0 for no limit
   * @param summed how many gradients were added up, of which the mean is meant
   */
  public final void step(long step, double learningRate, double maxGradientNorm, int summed) {
    double scale = 1.0 / summed;
    if (maxGradientNorm > 0) {
      scale = Math.min(scale, maxGradientNorm / (gradientNorm() + NORM_FLOOR));
    }
    for (Map.Entry<String, NDArray> entry : parameters.entrySet()) {
      move(entry.getKey(), entry.getValue(), scale, step, learningRate);
    }
  }

  private void move(String name, NDArray parameter, double scale, long step, double learningRate) {
    // The detached alias shares its numbers with the parameter, but may be edited in place.
    try (NDManager scratch = manager.newSubManager();
        NDArray gradient = parameter.getGradient();
        NDArray weight = parameter.stopGradient()) {
      gradient.attach(scratch);
      weight.attach(scratch);
      if (scale != 1) {
        gradient.muli(scale);
      }
      NDArray change = change(name, weight, gradient, step, learningRate);
      // Without momentum of its own, this native call is w -= lr b, then clears the gradient, which
      // unlike a multiplication with 0 also clears NaN.
      weight
          .getNDArrayInternal()
          .sgdUpdate(
              new NDList(weight, change),
              new NDList(parameter),
              (float) learningRate,
              0,
              1,
              NO_CLIP,
              0,
              false);
    }
  }

  /**
   * What the learning rate is multiplied with and then taken from the weight.
   *
   * @param weight may be edited in place
   * @param gradient may be edited in place
   */
  abstract NDArray change(
      String name, NDArray weight, NDArray gradient, long step, double learningRate);

  /** The Euclidean norm of all gradients together. */
  public final double gradientNorm() {
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

  /** Copies of the state on the heap, by name. */
  public final Map<String, Tensor> stateTensors() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    state.forEach((name, array) -> copies.put(name, Tensor.copyOf(array)));
    return copies;
  }

  /**
   * Sets the state to what {@link #stateTensors} gave.
   *
   * @throws IllegalArgumentException when names or shapes differ; nothing is changed then
   */
  public final void restore(Map<String, Tensor> saved) {
    if (!saved.keySet().equals(state.keySet())) {
      throw new IllegalArgumentException(
          "the optimiser's state must be named "
              + state.keySet()
              + ", is named "
              + saved.keySet()
              + "; go on with the optimiser and the networks that the checkpoint was made with");
    }
    state.forEach(
        (name, array) -> {
          long[] needed = array.getShape().getShape();
          if (!Arrays.equals(saved.get(name).shape(), needed)) {
            throw new IllegalArgumentException(
                "state "
                    + name
                    + " must have shape "
                    + Arrays.toString(needed)
                    + ", is "
                    + saved.get(name));
          }
        });
    state.forEach((name, array) -> array.set(saved.get(name).values()));
  }

  /** Frees the state; the parameters stay. */
  @Override
  public final void close() {
    manager.close();
  }

  static double requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), is " + value);
    }
    return value;
  }

  static double requireDecay(double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight decay must be 0 or more, is " + value);
    }
    return value;
  }
}
