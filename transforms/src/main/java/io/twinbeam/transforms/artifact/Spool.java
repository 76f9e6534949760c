package io.twinbeam.transforms.artifact;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import io.twinbeam.transforms.storage.Folders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a new artifact on this machine, on their way to a store that is far away. Only the
 * owner can look into the folder, and it goes when the spool is closed.
 */
final class Spool implements AutoCloseable {

  private final Path folder;
  private final SortedMap<String, Sidecar.Entry> files = new TreeMap<>();

  Spool() throws IOException {
    this.folder = Files.createTempDirectory("twinbeam-upload-");
  }

  /** Writes one more file. */
  void add(String name, ArtifactStore.Content content) throws IOException {
    Path file = folder.resolve(name);
    try (HashingOutputStream hashing =
        new HashingOutputStream(
            Hashing.sha256(),
            new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16))) {
      content.writeTo(hashing);
      hashing.flush();
      files.put(name, new Sidecar.Entry(Files.size(file), hashing.hash().toString()));
    }
  }

  /** What was added so far. */
  SortedMap<String, Sidecar.Entry> files() {
    return files;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
  }
}
