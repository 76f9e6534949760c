package io.twinbeam.transforms.artifact;

import java.util.SortedMap;

/**
 * What a store holds under one reference.
 *
 * @param ref the name
 * @param files content digest (SHA-256) per file name
 */
public record Artifact(ArtifactRef ref, SortedMap<String, String> files) {

  /** One digest over the names and contents of all files. */
  public String contentDigest() {
    return Digest.ofJson(files);
  }
}
