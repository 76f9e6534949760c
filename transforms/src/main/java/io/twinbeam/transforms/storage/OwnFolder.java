package io.twinbeam.transforms.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** A folder on this machine that only its owner, the user of this process, can look into. */
final class OwnFolder {

  /** Begins the name of a file that is there for a moment, to see whose a new file is. */
  static final String PROBE = "probe-";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private OwnFolder() {}

  /**
   * Makes {@code folder}, where it is not there.
   *
   * @throws IOException where it is and others may use it, as far as the file system can tell
   */
  static void make(Path folder) throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    if (!Files.isDirectory(folder.getParent())) { // A link to one would be refused.
      Files.createDirectories(folder.getParent());
    }
    try {
      Files.createDirectory(
          folder,
          posix
              ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
              : new FileAttribute<?>[0]);
    } catch (FileAlreadyExistsException e) {
      // Asked afterwards, as another process may start at the same time.
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
    if (posix) {
      requireOwn(folder);
    }
  }

  /** Whoever else could write there could also see patients' images, or give us others. */
  private static void requireOwn(Path folder) throws IOException {
    Path probe = Files.createFile(folder.resolve(PROBE + UUID.randomUUID()));
    try {
      if (!Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY)
          || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))) {
        throw new IOException("others than this user may use it; remove it");
      }
    } finally {
      Files.deleteIfExists(probe);
    }
  }
}
