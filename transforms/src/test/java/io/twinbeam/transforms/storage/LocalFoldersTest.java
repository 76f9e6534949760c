package io.twinbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFoldersTest extends FoldersContract {

  @TempDir private Path folder;

  @Override
  Path root() {
    return folder;
  }

  @Test
  void whatCannotBeToldIsNotTakenForAbsent() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThrows(FileSystemException.class, () -> Folders.exists(loop));
    assertThrows(FileSystemException.class, () -> Folders.delete(loop));
    assertTrue(Files.isSymbolicLink(loop));
  }
}
