package io.twinbeam.pipelines.cli;

import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A workspace for one rerun. It holds nothing but what that rerun computed: what lay there before
 * would be taken for computed, and compared with itself.
 */
final class Scratch implements AutoCloseable {

  /** Names the rerun that is under way, so that one that was stopped can go on. */
  private static final String MARK = ".verifying";

  private final Path folder;
  private final boolean temporary;

  private Scratch(Path folder, boolean temporary) {
    this.folder = folder;
    this.temporary = temporary;
  }

  /** A new folder in {@code parent}, which goes when it is closed, unless {@code keep}. */
  static Scratch below(Path parent, boolean keep) throws IOException {
    return new Scratch(Files.createTempDirectory(parent, "twinbeam-verify-"), !keep);
  }

  /**
   * The folder that the user chose, which stays.
   *
   * @param rerun what is rerun and by what: only the same goes on where it was stopped
   * @throws UsageException where the folder holds anything else
   */
  static Scratch in(Path folder, String rerun) throws IOException {
    Path mark = folder.resolve(MARK);
    if (isEmpty(folder)) {
      Files.writeString(mark, rerun);
    } else if (!Folders.isFile(mark) || !Files.readString(mark).equals(rerun)) {
      throw new UsageException(
          "--workspace: "
              + folder
              + " must be empty, or hold a stopped verification of this run by this build on this"
              + " machine, as what lies there is not computed again; choose another folder");
    }
    return new Scratch(folder, false);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  Path path() {
    return folder;
  }

  /** Everything was computed; nothing goes on from here. */
  void finish() throws IOException {
    Files.deleteIfExists(folder.resolve(MARK));
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Folders.delete(folder);
    }
  }
}
