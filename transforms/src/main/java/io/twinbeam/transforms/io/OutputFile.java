package io.twinbeam.transforms.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Files of a run directory: each is replaced in one step, so a reader sees the old one or the new,
 * after a power cut too.
 */
public final class OutputFile {

  private static final Pattern DRAFT =
      Pattern.compile("\\..+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private OutputFile() {}

  /** Makes {@code path} hold {@code content}; leaves it alone where it does already. */
  public static void write(String path, byte[] content) throws IOException {
    Path target = Path.of(path);
    if (Files.isRegularFile(target)
        && Files.size(target) == content.length
        && Arrays.equals(Files.readAllBytes(target), content)) {
      return;
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path draft = draft(target);
    try {
      writeDurably(draft, content);
      Files.move(
          draft, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  static Path draft(Path target) {
    return target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
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
}
