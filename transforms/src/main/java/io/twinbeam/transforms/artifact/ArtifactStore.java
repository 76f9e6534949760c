package io.twinbeam.transforms.artifact;

import io.twinbeam.transforms.storage.GcsObjects;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps artifacts. Whatever is found is complete: an artifact becomes visible in one step, after
 * all of its bytes are safe, and is never changed afterwards.
 */
public interface ArtifactStore {

  /** Writes the content of one file of a new artifact. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream stream) throws IOException;
  }

  /** Takes the files of a new artifact. */
  @FunctionalInterface
  interface Sink {
    void file(String name, Content content) throws IOException;
  }

  /** Makes the files of an artifact that does not exist yet. */
  @FunctionalInterface
  interface Maker {
    void make(Sink sink) throws IOException;
  }

  /**
   * The store under the folder {@code workspace}, made on the first write.
   *
   * @param workspace a local path, or {@code gs://BUCKET/PATH}
   */
  static ArtifactStore at(String workspace) {
    return GcsObjects.isAddress(workspace)
        ? GcsArtifactStore.at(workspace)
        : new LocalArtifactStore(Path.of(workspace).resolve("artifacts"));
  }

  /**
   * Checks what the environment says of the copies of remote artifacts on the local disk.
   *
   * @throws IllegalArgumentException naming the variable, its value and what is allowed
   */
  static void requireSettings() {
    ArtifactCache.requireValid();
  }

  /**
   * The artifact of that name, if it is there.
   *
   * @throws CorruptArtifactException where what lies there does not say that it was made from what
   *     the name stands for
   */
  Optional<Artifact> find(ArtifactRef ref) throws IOException;

  /**
   * The artifact that an element refers to.
   *
   * @throws IOException where it is gone
   */
  default Artifact get(ArtifactRef ref) throws IOException {
    return find(ref)
        .orElseThrow(
            () ->
                new IOException(
                    "artifact " + ref + " is no longer in the workspace; run again to make it"));
  }

  /** The artifact of {@code key}: as it stands, or made now by {@code maker}. */
  Artifact findOrMake(ArtifactKey key, Maker maker) throws IOException;

  /**
   * The bytes of one file, checked against the digest that was noted when it was written. They may
   * come from a copy that outlives an artifact which was removed after the caller had found it.
   *
   * @throws CorruptArtifactException where they differ
   */
  byte[] read(Artifact artifact, String file) throws IOException;

  /** Takes the artifact away, for example because it is corrupt or no longer wanted. */
  void remove(ArtifactRef ref) throws IOException;
}
