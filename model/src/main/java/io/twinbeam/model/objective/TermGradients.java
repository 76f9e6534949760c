package io.twinbeam.model.objective;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;

/** The gradients of an objective at the outputs of both networks, apart from the networks. */
final class TermGradients {

  private TermGradients() {}

  /** The Euclidean norms at logits and features together, of A and, where it has its own, B. */
  static Map<String, Double> of(Objective objective, DualOutputs outputs, long step) {
    boolean hasPartner = outputs.hasPartner();
    try (NDManager scratch = outputs.logitsA().getManager().newSubManager()) {
      NDArray zA = leaf(outputs.logitsA(), scratch);
      NDArray fA = leaf(outputs.featuresA(), scratch);
      NDArray zB = hasPartner ? leaf(outputs.logitsB(), scratch) : zA;
      NDArray fB = hasPartner ? leaf(outputs.featuresB(), scratch) : fA;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Evaluation alone = objective.evaluate(outputs.withNetworks(zA, fA, zB, fB), step);
        collector.backward(alone.total());
      }
      Map<String, Double> norms = new LinkedHashMap<>();
      norms.put("A", norm(zA, fA, scratch));
      if (hasPartner) {
        norms.put("B", norm(zB, fB, scratch));
      }
      return norms;
    }
  }

  private static NDArray leaf(NDArray output, NDManager scratch) {
    try (NDArray fixed = output.stopGradient()) {
      NDArray leaf = fixed.duplicate();
      leaf.attach(scratch);
      leaf.setRequiresGradient(true);
      return leaf;
    }
  }

  private static double norm(NDArray logits, NDArray features, NDManager scratch) {
    return Math.sqrt(squares(logits, scratch) + squares(features, scratch));
  }

  private static double squares(NDArray leaf, NDManager scratch) {
    NDArray gradient = leaf.getGradient();
    gradient.attach(scratch);
    return gradient.square().sum().getFloat();
  }
}
