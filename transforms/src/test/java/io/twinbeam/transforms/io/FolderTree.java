package io.twinbeam.transforms.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Empty files in a folder: listing cases reads none of them. */
final class FolderTree {

  private FolderTree() {}

  static void files(Path folder, String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[0]);
    }
  }
}
