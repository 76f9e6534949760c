package io.twinbeam.transforms.artifact;

import java.io.IOException;

/** The bytes of an artifact are not those that were written, or are those of another one. */
public final class CorruptArtifactException extends IOException {

  CorruptArtifactException(String message) {
    super(message);
  }
}
