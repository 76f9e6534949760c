package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDManager;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LoadedNetworksTest {

  private static final NetworkSpec A = new NetworkSpec(Architecture.VNET, 1, 1, 2, 0.5);
  private static final NetworkSpec B = new NetworkSpec(Architecture.RESIDUAL_VNET, 1, 1, 2, 0.5);
  private static final GridShape PATCH = new GridShape(16, 16, 16);

  private static Map<String, Tensor> weights(NetworkSpec spec, NDManager manager) {
    try (SegmentationNetwork network = SegmentationNetwork.initialise(spec, 3, manager)) {
      return network.toTensors();
    }
  }

  @Test
  void loadedNetworksPredictLikeThoseThatWereSaved() {
    Volume volume =
        new Volume(VoxelGrid.ofSpacing(PATCH, 1, 1, 1), new float[(int) PATCH.voxels()]);
    volume.voxels()[2000] = 5;
    InferenceSettings windows = new InferenceSettings(PATCH, PATCH, 1);
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork a = SegmentationNetwork.initialise(A, 3, manager);
        SegmentationNetwork b = SegmentationNetwork.initialise(B, 3, manager);
        LoadedNetworks loaded =
            new LoadedNetworks(List.of(A, B), List.of(a.toTensors(), b.toTensors()), "cpu")) {
      assertEquals(
          new Predictor(List.of(a, b), windows).predict(Scan.of(volume)),
          new Predictor(loaded.networks(), windows).predict(Scan.of(volume)));
    }
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      List<Map<String, Tensor>> swapped = List.of(weights(B, manager));
      assertThrows(
          IllegalArgumentException.class, () -> new LoadedNetworks(List.of(A), swapped, "cpu"));
    }
  }
}
