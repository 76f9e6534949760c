package io.twinbeam.transforms.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LocalFoldersTest extends FoldersContract {

  @TempDir private Path folder;

  @Override
  Path root() {
    return folder;
  }
}
