package io.twinbeam.model.training;

import io.twinbeam.model.network.Tensor;
import java.util.Map;

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

  /** Network A as it predicts: its average, where one is kept. */
  public Map<String, Tensor> predictorA() {
    return averageA.isEmpty() ? networkA : averageA;
  }

  /** As {@link #predictorA}, of network B. */
  public Map<String, Tensor> predictorB() {
    return averageB.isEmpty() ? networkB : averageB;
  }
}
