package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Adam as PyTorch defines it (Kingma and Ba, ICLR 2015): {@code m = b1 m + (1 - b1) g}, {@code v =
 * b2 v + (1 - b2) g^2}, then {@code w = w - lr m' / (sqrt(v') + 1e-8)} with m' and v' corrected for
 * their start at 0. Weight decay is added to the gradient, or, decoupled, taken from the weight
 * (AdamW, Loshchilov and Hutter, ICLR 2019). The state of a parameter is named {@code NAME.mean}
 * and {@code NAME.square}.
 */
public final class Adam extends Optimizer {

  private static final double EPSILON = 1e-8;
  private static final String MEAN = ".mean";
  static final String SQUARE = ".square";

  private final double meanMomentum;
  private final double squareMomentum;
  private final double weightDecay;
  private final boolean decoupled;

  /**
   * @param parameters what to train, by name; all on one device, none empty
   * @param meanMomentum b1, in [0, 1)
   * @param squareMomentum b2, in [0, 1)
   * @param weightDecay 0 or more
   * @param decoupled whether the decay stands beside the gradient
   */
  public Adam(
      Map<String, NDArray> parameters,
      double meanMomentum,
      double squareMomentum,
      double weightDecay,
      boolean decoupled) {
    super(parameters);
    this.meanMomentum = requireShare("momentum", meanMomentum);
    this.squareMomentum = requireShare("square momentum", squareMomentum);
    this.weightDecay = requireDecay(weightDecay);
    this.decoupled = decoupled;
    keep(MEAN);
    keep(SQUARE);
  }

  @Override
  NDArray change(String name, NDArray weight, NDArray gradient, long step, double learningRate) {
    if (decoupled) {
      weight.muli(1 - learningRate * weightDecay);
    } else if (weightDecay > 0) {
      gradient.addi(weight.mul(weightDecay));
    }
    NDArray mean = state(name + MEAN);
    NDArray square = state(name + SQUARE);
    mean.muli(meanMomentum).addi(gradient.mul(1 - meanMomentum));
    square.muli(squareMomentum).addi(gradient.square().mul(1 - squareMomentum));
    double meanGrown = 1 - StrictMath.pow(meanMomentum, step + 1.0);
    double squareGrown = 1 - StrictMath.pow(squareMomentum, step + 1.0);
    NDArray spread = beside(gradient, square.div(squareGrown)).sqrt().add(EPSILON);
    return beside(gradient, mean.div(spread)).div(meanGrown);
  }

  /** Results belong to the state's manager, which would keep them for good. */
  private static NDArray beside(NDArray gradient, NDArray array) {
    array.attach(gradient.getManager());
    return array;
  }
}
