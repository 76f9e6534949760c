package io.twinbeam.transforms.artifact;

import java.io.IOException;
import java.util.SortedMap;

/**
 * What a store holds under one reference.
 *
 * @param ref the name
 * @param files content digest (SHA-256) per file name
 */
public record Artifact(ArtifactRef ref, SortedMap<String, String> files) {

  /**
   * The digest of {@code file}.
   *
   * @throws IOException naming the files that there are, where it is none of them
   */
  String digest(String file) throws IOException {
    String digest = files.get(file);
    if (digest == null) {
      throw new IOException(
          "artifact " + ref + " has no file " + file + ", only " + files.keySet());
    }
    return digest;
  }

  /** One digest over the names and contents of all files. */
  public String contentDigest() {
    return Digest.ofJson(files);
  }
}
