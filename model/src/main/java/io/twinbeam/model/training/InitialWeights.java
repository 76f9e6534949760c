package io.twinbeam.model.training;

import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.network.WeightNames;
import io.twinbeam.model.objective.Partner;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * What keeps network A of a run from starting with its weights: names, shapes, values that are
   * not finite; empty where they fit or none are given.
   */
  public List<String> faultsOfA(RunSettings settings) {
    return networkA.map(weights -> faults(settings.networkA(), weights)).orElse(List.of());
  }

  /**
   * As {@link #faultsOfA}, of network B; empty where the method does not train it. A second decoder
   * needs the encoder of network A.
   */
  public List<String> faultsOfB(RunSettings settings) {
    Partner partner = settings.method().partner();
    if (networkB.isEmpty() || !partner.isTrained()) {
      return List.of();
    }
    List<String> faults = faults(settings.networkB(), networkB.get());
    return faults.isEmpty() && partner == Partner.SECOND_DECODER
        ? encoderFaults(settings, networkB.get())
        : faults;
  }

  private List<String> encoderFaults(RunSettings settings, Map<String, Tensor> second) {
    if (networkA.isEmpty()) {
      return List.of("its encoder must be network A's, which starts fresh; give A's weights too");
    }
    if (!faultsOfA(settings).isEmpty()) {
      return List.of();
    }
    return WeightNames.encoderDifferences(settings.networkB(), networkA.get(), second).stream()
        .map(name -> name + " must be that of network A, as the encoder is shared, and differs")
        .toList();
  }

  private static List<String> faults(NetworkSpec spec, Map<String, Tensor> weights) {
    List<String> faults = new ArrayList<>(WeightNames.faults(spec, weights));
    weights.forEach(
        (name, tensor) ->
            tensor
                .firstNotFinite()
                .ifPresent(
                    value -> faults.add(name + " must hold finite numbers, holds " + value)));
    return faults;
  }
}
