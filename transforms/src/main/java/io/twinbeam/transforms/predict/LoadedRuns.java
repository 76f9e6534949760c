package io.twinbeam.transforms.predict;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.inference.LoadedNetworks;
import io.twinbeam.model.inference.Predictor;
import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Networks of the runs used last, in memory. */
final class LoadedRuns implements AutoCloseable {

  /** Runs take turns on the same case, so that a few are in use at a time. */
  private static final int CAPACITY = 4;

  private final ArtifactStore store;
  private final PredictionSettings settings;
  private final InferenceSettings windows;
  private final LinkedHashMap<String, LoadedNetworks> loaded = new LinkedHashMap<>(8, 0.75f, true);

  LoadedRuns(ArtifactStore store, PredictionSettings settings) {
    this.store = store;
    this.settings = settings;
    this.windows = settings.windows();
  }

  /** The predictor of {@code run}; valid until the next call. */
  Predictor of(TrainedRun run) throws IOException {
    LoadedNetworks present = loaded.get(run.content());
    if (present == null) {
      if (loaded.size() == CAPACITY) {
        Iterator<LoadedNetworks> eldest = loaded.values().iterator();
        eldest.next().close();
        eldest.remove();
      }
      present = load(run);
      loaded.put(run.content(), present);
    }
    return new Predictor(present.networks(), windows);
  }

  private LoadedNetworks load(TrainedRun run) throws IOException {
    Artifact weights = store.get(run.weights());
    List<Map<String, Tensor>> tensors =
        List.of(read(weights, TrainedRun.NETWORK_A), read(weights, TrainedRun.NETWORK_B));
    return new LoadedNetworks(run.networks(), tensors, settings.device());
  }

  private Map<String, Tensor> read(Artifact weights, String file) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(store.read(weights, file))).tensors();
  }

  @Override
  public void close() {
    loaded.values().forEach(LoadedNetworks::close);
    loaded.clear();
  }
}
