package io.twinbeam.model.training;

import io.twinbeam.model.network.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that training needs to go on as if it had never stopped. Random numbers need no place here:
 * they follow from seed and step.
 *
 * @param step the number of steps done
 * @param networkA weights and running statistics of network A by PyTorch name
 * @param networkB likewise of network B, which may be the average of A
 * @param averageA the moving averages of {@code networkA}; empty where the method keeps none, or
 *     where B is it
 * @param averageB likewise of {@code networkB}
 * @param optimizerA the state of network A's optimiser by name
 * @param optimizerB likewise of network B; empty where it is not trained
 */
public record Checkpoint(
    long step,
    Map<String, Tensor> networkA,
    Map<String, Tensor> networkB,
    Map<String, Tensor> averageA,
    Map<String, Tensor> averageB,
    Map<String, Tensor> optimizerA,
    Map<String, Tensor> optimizerB) {

  /**
   * The first number that is not finite, in words, such as {@code network A's conv.weight holds
   * NaN}; empty where all are finite. An optimiser may carry one for many steps without a trace in
   * the loss.
   */
  Optional<String> firstNotFinite() {
    Map<String, Map<String, Tensor>> parts = new LinkedHashMap<>();
    parts.put("network A", networkA);
    parts.put("network B", networkB);
    parts.put("the average of network A", averageA);
    parts.put("the average of network B", averageB);
    parts.put("the optimiser of network A", optimizerA);
    parts.put("the optimiser of network B", optimizerB);
    return parts.entrySet().stream()
        .flatMap(part -> notFinite(part.getKey(), part.getValue()).stream())
        .findFirst();
  }

  private static Optional<String> notFinite(String part, Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .flatMap(
            tensor ->
                tensor.getValue().firstNotFinite().stream()
                    .map(value -> part + "'s " + tensor.getKey() + " holds " + value))
        .findFirst();
  }

  /** Network A as it predicts: its average, where one is kept. */
  public Map<String, Tensor> predictorA() {
    return averageA.isEmpty() ? networkA : averageA;
  }

  /** As {@link #predictorA}, of network B. */
  public Map<String, Tensor> predictorB() {
    return averageB.isEmpty() ? networkB : averageB;
  }
}
