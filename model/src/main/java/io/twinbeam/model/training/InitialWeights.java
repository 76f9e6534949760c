package io.twinbeam.model.training;

import io.twinbeam.model.network.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * Weights to start from in place of fresh ones, by PyTorch name.
 *
 * @param networkA of network A
 * @param networkB of network B; heeded where it is trained
 */
public record InitialWeights(
    Optional<Map<String, Tensor>> networkA, Optional<Map<String, Tensor>> networkB) {

  /** Fresh weights for both. */
  public static final InitialWeights NONE = new InitialWeights(Optional.empty(), Optional.empty());
}
