package io.twinbeam.transforms.storage;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What one does with files and folders alike on a local disk and on Google Cloud Storage. */
public final class Folders {

  private static final Pattern DRAFT =
      Pattern.compile("\\..+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private Folders() {}

  /**
   * What {@code text} names.
   *
   * @param text a local path, or {@code gs://BUCKET/PATH}
   * @throws java.nio.file.InvalidPathException where it is neither
   */
  public static Path at(String text) {
    return GcsObjects.isAddress(text) ? GcsPath.of(text) : Path.of(text);
  }

  /** Whether {@code path} lies on a disk of this machine, or one that it sees as such. */
  public static boolean isLocal(Path path) {
    return !(path instanceof GcsPath);
  }

  /**
   * Whether something is there, be it a file or a folder.
   *
   * @throws IOException where nobody can tell, as while a service does not answer: unlike {@link
   *     Files#exists}, which would say no
   */
  public static boolean exists(Path path) throws IOException {
    return attributes(path).isPresent();
  }

  /**
   * Whether a file is there.
   *
   * @throws IOException where nobody can tell
   */
  public static boolean isFile(Path path) throws IOException {
    return attributes(path).filter(BasicFileAttributes::isRegularFile).isPresent();
  }

  /**
   * Whether a folder is there.
   *
   * @throws IOException where nobody can tell
   */
  public static boolean isFolder(Path path) throws IOException {
    return attributes(path).filter(BasicFileAttributes::isDirectory).isPresent();
  }

  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      Path parent = isLocal(path) ? path.toAbsolutePath().getParent() : null;
      if (parent == null || isFolder(parent)) {
        throw e;
      }
      return Optional.empty(); // There is nothing below a file.
    }
  }

  /**
   * Makes {@code file} hold {@code content}, in one step: a reader sees what was there before or
   * all of the new, after a power cut too.
   */
  public static void replace(Path file, byte[] content) throws IOException {
    if (!isLocal(file)) {
      Files.write(file, content);
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path draft = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
    try {
      writeDurably(draft, content);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Whether {@code file} is half of a file, by a process that was killed or is still at it. */
  public static boolean isDraft(Path file) {
    return DRAFT.matcher(file.getFileName().toString()).matches();
  }

  // On the disk before the rename: else a power cut may leave the new name with no content.
  private static void writeDurably(Path path, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Takes away a file, or a folder with all that is in it, where it is there. */
  public static void delete(Path path) throws IOException {
    if (path instanceof GcsPath remote) {
      remote.deleteTree();
    } else if (exists(path)) {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
