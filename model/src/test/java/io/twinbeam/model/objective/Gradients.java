package io.twinbeam.model.objective;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A scalar made from both networks' outputs and its gradient in each of them.
 *
 * @param value the scalar
 * @param byOutput the gradient in logitsA, logitsB, featuresA, featuresB, 0 where there is none
 */
record Gradients(double value, Map<String, float[]> byOutput) {

  /** Evaluates and backpropagates {@code scalar}; the outputs require gradients already. */
  static Gradients of(DualOutputs outputs, Function<DualOutputs, NDArray> scalar) {
    return of(outputs, scalar, () -> {});
  }

  static Gradients of(
      DualOutputs outputs, Function<DualOutputs, NDArray> scalar, Runnable beforeBackward) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray result = scalar.apply(outputs);
      // The extra addend reaches every output with a gradient of exactly 0, so that a constant,
      // such as a term over no voxels, can be backpropagated too.
      NDArray anchor =
          zeroed(outputs.logitsA())
              .add(zeroed(outputs.logitsB()))
              .add(zeroed(outputs.featuresA()))
              .add(zeroed(outputs.featuresB()));
      beforeBackward.run();
      collector.backward(result.add(anchor));
      Map<String, float[]> byOutput = new LinkedHashMap<>();
      byOutput.put("logitsA", take(outputs.logitsA()));
      byOutput.put("logitsB", take(outputs.logitsB()));
      byOutput.put("featuresA", take(outputs.featuresA()));
      byOutput.put("featuresB", take(outputs.featuresB()));
      return new Gradients(result.toType(DataType.FLOAT64, true).getDouble(), byOutput);
    }
  }

  /** Beside a trained partner, with the ramp at its end. */
  static Gradients ofTerm(TermSettings settings, String sides, DualOutputs outputs) {
    return ofTerm(settings, sides, outputs, Partner.TRAINED, 1);
  }

  static Gradients ofTerm(
      TermSettings settings, String sides, DualOutputs outputs, Partner partner, double ramp) {
    return of(
        outputs,
        o -> {
          try (NDManager scratch = o.logitsA().getManager().newSubManager()) {
            Batch batch = new Batch(o, partner, ramp, scratch);
            boolean swapped = sides.startsWith("B");
            Side own = swapped ? batch.sideB() : batch.sideA();
            Side other = swapped ? batch.sideA() : batch.sideB();
            Term term = Terms.kind(settings.name()).factory().apply(settings);
            NDArray value = term.value(batch, own, other);
            value.attach(o.logitsA().getManager());
            return value;
          }
        });
  }

  private static NDArray zeroed(NDArray output) {
    return output.mul(output.zerosLike()).sum();
  }

  private static float[] take(NDArray output) {
    try (NDArray gradient = output.getGradient()) {
      float[] values = gradient.toFloatArray();
      gradient.subi(gradient.duplicate());
      return values;
    }
  }

  /** The Euclidean norm, accumulated in double. */
  double norm(String output) {
    double squares = 0;
    for (float value : byOutput.get(output)) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  boolean allFinite() {
    return Double.isFinite(value)
        && byOutput.keySet().stream().allMatch(output -> Double.isFinite(norm(output)));
  }
}
