package io.twinbeam.pipelines.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The entropy of predictions, which lies beside them in the artifact store and not in run
 * directories. A prediction is known again by its bytes.
 */
final class PredictionEntropy {

  private static final String KIND = "prediction";
  private static final String SIDECAR = "artifact.json";

  private final ArtifactStore store;
  private final Path folder;

  /** Artifacts by the digest of their prediction, looked for when first asked. */
  private Map<String, Set<String>> known;

  /**
   * @param workspace the folder of the artifact store
   */
  PredictionEntropy(String workspace) {
    this.store = ArtifactStore.at(workspace);
    this.folder = Path.of(workspace).resolve("artifacts").resolve(KIND);
  }

  /**
   * The entropy in nats, or empty where no artifact holds the prediction any more, or several that
   * do not agree on it: different networks can predict the same.
   *
   * @param prediction the bytes of the published file
   */
  Optional<Volume> of(PreprocessedCase preprocessed, byte[] prediction) throws IOException {
    String digest = Digest.of(prediction) + "/" + preprocessed.content();
    Map<String, ArtifactRef> entropies = new HashMap<>();
    for (String artifact : index().getOrDefault(digest, Set.of())) {
      ArtifactRef ref = new ArtifactRef(KIND, artifact);
      entropies.put(store.get(ref).files().get(PredictedCase.ENTROPY), ref);
    }
    if (entropies.size() != 1 || entropies.containsKey(null)) {
      return Optional.empty();
    }
    ArtifactRef ref = entropies.values().iterator().next();
    byte[] bytes = store.read(store.get(ref), PredictedCase.ENTROPY);
    return Optional.of(Nifti.readVolume(new ByteArrayInputStream(bytes)));
  }

  private Map<String, Set<String>> index() throws IOException {
    if (known == null) {
      known = new HashMap<>();
      for (Path sidecar : sidecars()) {
        JsonNode artifact = new ObjectMapper().readTree(Files.readAllBytes(sidecar));
        String file = artifact.path("files").path(PredictedCase.PREDICTION).path("sha256").asText();
        String name = String.valueOf(sidecar.getParent().getFileName());
        for (JsonNode input : artifact.path("key").path("inputs")) {
          known.computeIfAbsent(file + "/" + input.asText(), k -> new TreeSet<>()).add(name);
        }
      }
    }
    return known;
  }

  private List<Path> sidecars() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.find(folder, 3, (path, facts) -> path.endsWith(SIDECAR))) {
      return files.sorted().toList();
    }
  }
}
