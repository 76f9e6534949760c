package io.twinbeam.model.training;

import io.twinbeam.model.network.Tensor;
import java.util.Map;

/**
 * All that training needs to go on as if it had never stopped. Random numbers need no place here:
 * they follow from seed and step.
 *
 * @param step the number of steps done
 * @param networkA weights and running statistics of network A by PyTorch name
 * @param networkB likewise of network B
 * @param momentumA the optimiser's momenta of network A by parameter name
 * @param momentumB likewise of network B
 */
public record Checkpoint(
    long step,
    Map<String, Tensor> networkA,
    Map<String, Tensor> networkB,
    Map<String, Tensor> momentumA,
    Map<String, Tensor> momentumB) {}
