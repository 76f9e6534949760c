package io.twinbeam.model.training;

import java.util.List;

/**
 * How gradients move the weights.
 *
 * @param rule what is made of a gradient
 * @param schedule how the learning rate falls
 * @param learningRate of the first step
 * @param momentum of SGD; of Adam, the share that its mean gradient keeps at a step
 * @param squareMomentum of Adam, the share that its mean squared gradient keeps at a step
 * @param weightDecay 0 or more; part of the gradient, but for AdamW
 * @param decaySteps of {@link Schedule#STEP}: after each of these steps the learning rate is
 *     multiplied by {@code decayFactor}
 * @param decayFactor 0 to 1
 * @param maxGradientNorm the gradients of a network are scaled down to this norm; 0 for no limit
 */
public record OptimizerSettings(
    Rule rule,
    Schedule schedule,
    double learningRate,
    double momentum,
    double squareMomentum,
    double weightDecay,
    List<Integer> decaySteps,
    double decayFactor,
    double maxGradientNorm) {

  /** What is made of a gradient. */
  public enum Rule {
    /** {@link Sgd}. */
    SGD("sgd"),
    /** {@link Adam} with the decay as part of the gradient. */
    ADAM("adam"),
    /** {@link Adam} with the decay beside it. */
    ADAMW("adamw");

    private final String id;

    Rule(String id) {
      this.id = id;
    }

    /** The name in files. */
    public String id() {
      return id;
    }
  }

  /** How the learning rate falls from the first step to the last. */
  public enum Schedule {
    /** By a factor after given steps, as in the paper. */
    STEP("step"),
    /** As (1 - share of steps done)^0.9, as in nnU-Net. */
    POLY("poly"),
    /** Along half a cosine, to 0 (Loshchilov and Hutter, SGDR, ICLR 2017, without restarts). */
    COSINE("cosine");

    private final String id;

    Schedule(String id) {
      this.id = id;
    }

    /** The name in files. */
    public String id() {
      return id;
    }
  }

  private static final double POWER = 0.9;

  public OptimizerSettings {
    decaySteps = List.copyOf(decaySteps);
  }

  /** SGD with one learning rate throughout. */
  public static OptimizerSettings sgd(double learningRate, double momentum, double weightDecay) {
    return new OptimizerSettings(
        Rule.SGD, Schedule.STEP, learningRate, momentum, 0.999, weightDecay, List.of(), 1, 0);
  }

  /** These settings with a learning rate that falls by {@code factor} after each of the steps. */
  public OptimizerSettings withDecay(List<Integer> steps, double factor) {
    return new OptimizerSettings(
        rule,
        Schedule.STEP,
        learningRate,
        momentum,
        squareMomentum,
        weightDecay,
        steps,
        factor,
        maxGradientNorm);
  }

  /** These settings with another rule and schedule. */
  public OptimizerSettings with(Rule otherRule, Schedule otherSchedule) {
    return new OptimizerSettings(
        otherRule,
        otherSchedule,
        learningRate,
        momentum,
        squareMomentum,
        weightDecay,
        decaySteps,
        decayFactor,
        maxGradientNorm);
  }

  /**
   * The learning rate at a step.
   *
   * @param step counted from 0
   * @param steps of the whole run
   */
  public double learningRateAt(long step, long steps) {
    double done = Math.min(1, (double) step / steps);
    return learningRate
        * switch (schedule) {
          case STEP -> {
            long decays = decaySteps.stream().filter(after -> step >= after).count();
            yield Math.pow(decayFactor, (double) decays);
          }
          case POLY -> StrictMath.pow(1 - done, POWER);
          case COSINE -> (1 + StrictMath.cos(Math.PI * done)) / 2;
        };
  }
}
