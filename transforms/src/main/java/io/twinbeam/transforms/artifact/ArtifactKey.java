package io.twinbeam.transforms.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What made an artifact; its hash is the artifact's name.
 *
 * @param kind what the artifact is, such as {@code case} or {@code checkpoint}; a folder name
 * @param producer the code that makes it, with a version that rises when its results change
 * @param settings every setting that its bytes depend on
 * @param inputs the digests of what it was made from, in a fixed order
 */
public record ArtifactKey(String kind, String producer, JsonNode settings, List<String> inputs) {

  public ArtifactKey {
    inputs = List.copyOf(inputs);
  }

  public static ArtifactKey of(String kind, String producer, Object settings, List<String> inputs) {
    return new ArtifactKey(kind, producer, CanonicalJson.tree(settings), inputs);
  }

  /** The name under which a store keeps the artifact. */
  public ArtifactRef ref() {
    return new ArtifactRef(kind, Digest.ofJson(this));
  }
}
