package io.twinbeam.transforms.io;

import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Files of a run directory: each is replaced in one step, so a reader sees the old one or the new.
 */
public final class OutputFile {

  private OutputFile() {}

  /**
   * Makes a file hold {@code content}; leaves a local one alone where it does already.
   *
   * @param path a local one, or {@code gs://BUCKET/PATH}
   */
  public static void write(String path, byte[] content) throws IOException {
    Path target = Folders.at(path);
    boolean same =
        Folders.isLocal(target)
            && Folders.isFile(target)
            && Files.size(target) == content.length
            && Arrays.equals(Files.readAllBytes(target), content);
    if (!same) {
      Folders.replace(target, content);
    }
  }
}
