package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum and weight decay, as PyTorch defines it: {@code b = m b
 * + (g + d w)}, then {@code w = w - lr b}. The momentum b starts at 0; its state is named as the
 * parameter is.
 */
public final class Sgd extends Optimizer {

  private final double momentum;
  private final double weightDecay;

  /**
   * @param parameters what to train, by name; all on one device, none empty
   * @param momentum in [0, 1)
   * @param weightDecay 0 or more
   */
  public Sgd(Map<String, NDArray> parameters, double momentum, double weightDecay) {
    super(parameters);
    this.momentum = requireShare("momentum", momentum);
    this.weightDecay = requireDecay(weightDecay);
    keep("");
  }

  @Override
  NDArray change(String name, NDArray weight, NDArray gradient, long step, double learningRate) {
    NDArray buffer = state(name);
    buffer.muli(momentum).addi(gradient);
    try (NDArray decay = weight.mul(weightDecay)) {
      return buffer.addi(decay);
    }
  }
}
