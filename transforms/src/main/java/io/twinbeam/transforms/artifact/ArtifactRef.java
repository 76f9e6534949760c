package io.twinbeam.transforms.artifact;

/**
 * A reference to an artifact: small enough to be an element or a state value.
 *
 * @param kind what the artifact is
 * @param digest SHA-256 of what made it, hexadecimal
 */
public record ArtifactRef(String kind, String digest) {

  /** The folder of the artifact under {@code artifacts} of the workspace. */
  public String path() {
    return kind + "/" + digest.substring(0, 2) + "/" + digest;
  }

  @Override
  public String toString() {
    return kind + "/" + digest;
  }
}
