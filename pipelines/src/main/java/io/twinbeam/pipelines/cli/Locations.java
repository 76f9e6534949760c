package io.twinbeam.pipelines.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks, before anything runs, that inputs are there and outputs can be written. */
final class Locations {

  private Locations() {}

  static void requireFile(Path file, String what) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UsageException(what + " " + file + " does not exist or cannot be read");
    }
  }

  /** Refuses {@code gs://} and the like, which would be taken for the name of a local folder. */
  static void requireLocal(String path, String option) {
    if (path.matches("[a-z][a-z0-9+.-]+://.*")) {
      throw new UsageException(option + " must be a local folder, is " + path);
    }
  }

  /** The text of a file in UTF-8. */
  static String text(Path file, String what) throws IOException {
    requireFile(file, what);
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UsageException(what + " " + file + " must be text in UTF-8; save it as such");
    }
  }

  /** Makes {@code folder} and tries to write to it. */
  static void requireWritable(Path folder, String option) {
    requireLocal(folder.toString().replaceFirst(":/", "://"), option);
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".writable", ""));
    } catch (IOException | SecurityException e) {
      throw new UsageException(
          option
              + ": cannot write to "
              + folder.toAbsolutePath()
              + " ("
              + e.getClass().getSimpleName()
              + "); choose another folder by "
              + option
              + "=DIR");
    }
  }
}
