package io.twinbeam.pipelines.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twinbeam.transforms.ImportedWeights;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * A file of weights that a network starts from: its name while it has not been read, then the
 * digest of its bytes alone, so that equal weights make equal experiments wherever they lie.
 *
 * @param file as the user wrote it; null once it has been read
 * @param sha256 of its bytes; null until then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InitialFile(@Nullable String file, @Nullable String sha256) {

  /** A file that has not been read. */
  public static InitialFile named(String file) {
    return new InitialFile(file, null);
  }

  /** What a file turned out to hold. */
  public static InitialFile holding(String sha256) {
    return new InitialFile(null, sha256);
  }

  /** Where an artifact store keeps its bytes. */
  ArtifactRef artifact() {
    return ImportedWeights.networkRef(
        Objects.requireNonNull(sha256, "read the file of initial weights first"));
  }
}
