package io.twinbeam.model.network;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of networks that nobody has trained. */
public final class FreshWeights {

  private FreshWeights() {}

  /** Those that training with {@code seed} starts from. */
  public static Map<String, Tensor> of(NetworkSpec spec, long seed) {
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork network = SegmentationNetwork.initialise(spec, seed, manager)) {
      return new LinkedHashMap<>(network.toTensors());
    }
  }
}
