package io.twinbeam.transforms.artifact;

import io.twinbeam.transforms.storage.CachedFiles;
import java.nio.file.Path;
import javax.annotation.Nullable;

/**
 * The copies of artifact files that lie on the local disk while their store is far away, for all
 * processes of a user.
 */
final class ArtifactCache {

  /** The environment variable that says how many GiB they may take; 0 for none. */
  static final String VARIABLE = "TWINBEAM_ARTIFACT_CACHE_GIB";

  /** The system property that goes before the variable. */
  static final String PROPERTY = "twinbeam.artifactCacheGib";

  private static final String FOLDER = "twinbeam-artifacts";
  private static final double USUAL_GIB = 8;
  private static final int MOST_GIB = 1 << 20;

  private static CachedFiles ofProcess;

  private ArtifactCache() {}

  static synchronized CachedFiles ofProcess() {
    if (ofProcess == null) {
      Path folder = CachedFiles.usualFolder(FOLDER);
      ofProcess =
          new CachedFiles(folder, bytes(asked(), folder), "artifacts", "set " + VARIABLE + "=0");
    }
    return ofProcess;
  }

  @Nullable
  private static String asked() {
    return System.getProperty(PROPERTY, System.getenv().get(VARIABLE));
  }

  /**
   * Checks what is asked for.
   *
   * @throws IllegalArgumentException naming the variable, its value and what is allowed
   */
  static void requireValid() {
    bytes(asked(), CachedFiles.usualFolder(FOLDER));
  }

  /**
   * What {@code asked} allows; without it {@value #USUAL_GIB} GiB, and nothing in memory that
   * passes for a disk.
   */
  static long bytes(@Nullable String asked, Path folder) {
    if (asked == null || asked.isBlank()) {
      return CachedFiles.isInMemory(folder) ? 0 : (long) (USUAL_GIB * (1L << 30));
    }
    try {
      double gib = Double.parseDouble(asked.strip());
      if (gib >= 0 && gib <= MOST_GIB) {
        return (long) (gib * (1L << 30));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        VARIABLE
            + " must be a number of GiB from 0 to "
            + MOST_GIB
            + ", such as 8 or 0.5, is "
            + asked);
  }
}
