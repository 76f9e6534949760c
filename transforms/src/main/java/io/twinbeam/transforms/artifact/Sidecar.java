package io.twinbeam.transforms.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/**
 * The file beside those of an artifact that says who made it from what, and what it holds.
 *
 * @param folder the sub-folder that holds the files, a UUID; null where they lie beside the sidecar
 */
record Sidecar(
    ArtifactKey key,
    SortedMap<String, Entry> files,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String folder) {

  /** The name of the sidecar. */
  static final String FILE = "artifact.json";

  private static final Pattern FOLDER =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** A file of the artifact. */
  record Entry(long size, String sha256) {}

  /**
   * What {@code json} says.
   *
   * @param where the sidecar lies, for people
   * @throws CorruptArtifactException where it is no sidecar
   */
  static Sidecar parse(byte[] json, String where) throws CorruptArtifactException {
    Sidecar said;
    try {
      said = CanonicalJson.read(new String(json, StandardCharsets.UTF_8), Sidecar.class);
    } catch (IllegalArgumentException e) {
      throw corrupt(where + ": " + e.getMessage());
    }
    // It becomes part of a path.
    if (said == null || (said.folder != null && !FOLDER.matcher(said.folder).matches())) {
      throw corrupt(where + " must name a folder below it, but does not");
    }
    return said;
  }

  /**
   * What {@code json} says of {@code ref}.
   *
   * @throws CorruptArtifactException also where it tells of another artifact, as that of a folder
   *     does that was moved or whose sidecar was changed
   */
  static Sidecar of(ArtifactRef ref, byte[] json, String where) throws CorruptArtifactException {
    Sidecar said = parse(json, where);
    if (said.key == null || !said.key.ref().equals(ref)) {
      throw corrupt(
          where
              + " must say what made "
              + ref
              + ", but tells of "
              + (said.key == null ? "nothing" : said.key.ref()));
    }
    return said;
  }

  static CorruptArtifactException corrupt(String message) {
    return new CorruptArtifactException(message + "; remove its folder and it is made again");
  }

  /** The failure of bytes that are not those that were written. */
  static CorruptArtifactException otherBytes(String where, String expected, String actual) {
    return corrupt(where + " must have SHA-256 " + expected + " but has " + actual);
  }

  byte[] toBytes() {
    return CanonicalJson.writeIndented(this).getBytes(StandardCharsets.UTF_8);
  }

  Artifact artifact(ArtifactRef ref) {
    TreeMap<String, String> digests = new TreeMap<>();
    files.forEach((name, file) -> digests.put(name, file.sha256()));
    return new Artifact(ref, digests);
  }

  /** {@code file} below the folder of the artifact. */
  String path(String file) {
    return folder == null ? file : folder + "/" + file;
  }
}
