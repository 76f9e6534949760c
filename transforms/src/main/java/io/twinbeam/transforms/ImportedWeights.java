package io.twinbeam.transforms;

import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Weights that were made elsewhere, as artifacts named by their content: equal bytes are one
 * artifact, whatever file they came from.
 */
public final class ImportedWeights {

  /** The one file of an artifact that {@link #network} makes. */
  public static final String NETWORK = "network.safetensors";

  private ImportedWeights() {}

  /** The weights of one network. */
  public static Artifact network(ArtifactStore store, byte[] weights) throws IOException {
    return store.findOrMake(
        key(List.of(Digest.of(weights))),
        sink -> sink.file(NETWORK, stream -> stream.write(weights)));
  }

  /**
   * Where {@link #network} keeps the weights of one network.
   *
   * @param sha256 the digest of their bytes
   */
  public static ArtifactRef networkRef(String sha256) {
    return key(List.of(sha256)).ref();
  }

  /** The weights of both networks, in the files that a {@link TrainedRun} has. */
  public static Artifact pair(ArtifactStore store, byte[] networkA, byte[] networkB)
      throws IOException {
    return store.findOrMake(
        key(List.of(Digest.of(networkA), Digest.of(networkB))),
        sink -> {
          sink.file(TrainedRun.NETWORK_A, stream -> stream.write(networkA));
          sink.file(TrainedRun.NETWORK_B, stream -> stream.write(networkB));
        });
  }

  private static ArtifactKey key(List<String> digests) {
    return ArtifactKey.of("weights", "import/1", Map.of(), digests);
  }
}
