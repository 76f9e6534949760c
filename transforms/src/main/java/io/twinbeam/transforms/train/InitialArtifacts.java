package io.twinbeam.transforms.train;

import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.training.InitialWeights;
import io.twinbeam.model.training.Method;
import io.twinbeam.transforms.ImportedWeights;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the weights lie that runs start from, as {@link ImportedWeights#network} keeps them.
 *
 * @param networkA of network A; empty for fresh ones
 * @param networkB of network B, likewise
 */
public record InitialArtifacts(Optional<ArtifactRef> networkA, Optional<ArtifactRef> networkB) {

  /** Fresh weights for both. */
  public static final InitialArtifacts NONE =
      new InitialArtifacts(Optional.empty(), Optional.empty());

  /** What of it runs of {@code method} start from: where B is not trained, nothing of B's. */
  InitialArtifacts heededBy(Method method) {
    return method.partner().isTrained() ? this : new InitialArtifacts(networkA, Optional.empty());
  }

  /** The digests of the artifacts by network; empty where both start fresh. */
  Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    networkA.ifPresent(ref -> digests.put("a", ref.digest()));
    networkB.ifPresent(ref -> digests.put("b", ref.digest()));
    return digests;
  }

  InitialWeights read(ArtifactStore store) throws IOException {
    return new InitialWeights(tensors(networkA, store), tensors(networkB, store));
  }

  /**
   * The weights with which a run has ended, as far as {@code method} trains them: those that
   * predict, so their averages where these are kept.
   *
   * @param weights as {@link TrainedRun#weights()} names them
   */
  static InitialWeights ofTeacher(ArtifactRef weights, Method method, ArtifactStore store)
      throws IOException {
    Artifact teacher = store.get(weights);
    return new InitialWeights(
        Optional.of(tensors(store.read(teacher, TrainedRun.NETWORK_A))),
        method.partner().isTrained()
            ? Optional.of(tensors(store.read(teacher, TrainedRun.NETWORK_B)))
            : Optional.empty());
  }

  private static Map<String, Tensor> tensors(byte[] file) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(file)).tensors();
  }

  private static Optional<Map<String, Tensor>> tensors(
      Optional<ArtifactRef> ref, ArtifactStore store) throws IOException {
    if (ref.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = store.read(store.get(ref.get()), ImportedWeights.NETWORK);
    return Optional.of(tensors(bytes));
  }
}
