package io.twinbeam.transforms.train;

import io.twinbeam.transforms.storage.CachedFiles;
import java.nio.file.Path;
import java.util.Optional;

/** Volumes in {@link CachedFiles} of this machine. */
final class VolumeFiles {

  private final CachedFiles files;

  /**
   * @param folder made when the first volume comes
   * @param budgetBytes that all files together may take; 0 for no files at all
   */
  VolumeFiles(Path folder, long budgetBytes) {
    this.files = new CachedFiles(folder, budgetBytes, "volumes", "set resources.cacheDisk to 0");
  }

  /** The folder of this user in the temporary directory of this process. */
  static Path usualFolder() {
    return CachedFiles.usualFolder("twinbeam-volumes");
  }

  /** The volume, where its file is there and sound. */
  <V> Optional<V> read(VolumeFormat<V> format, String content) {
    String name = format.fileName(content);
    return files.read(name, file -> format.read(name, file));
  }

  /** Writes {@code volume}, where there is room for it. */
  <V> void keep(VolumeFormat<V> format, String content, V volume) {
    String name = format.fileName(content);
    files.keep(name, format.fileBytes(volume), file -> format.write(volume, name, file));
  }
}
