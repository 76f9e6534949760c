package io.twinbeam.model.inference;

import ai.djl.ndarray.NDManager;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Trained networks in the memory of one device, until closed. */
public final class LoadedNetworks implements AutoCloseable {

  private final NDManager manager;
  private final List<SegmentationNetwork> networks = new ArrayList<>();

  /**
   * @param specs one per network
   * @param tensors the weights of each, in the order of {@code specs}
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   */
  public LoadedNetworks(List<NetworkSpec> specs, List<Map<String, Tensor>> tensors, String device) {
    manager = ComputeDevice.newManager(ComputeDevice.select(device));
    try {
      for (int i = 0; i < specs.size(); i++) {
        networks.add(SegmentationNetwork.of(specs.get(i), tensors.get(i), manager));
      }
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  public List<SegmentationNetwork> networks() {
    return List.copyOf(networks);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    manager.close();
  }
}
