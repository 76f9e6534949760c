package io.twinbeam.transforms.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HashedFilesTest {

  private static final byte[] CONTENT = new byte[100_000];

  @TempDir private Path folder;
  private final HashedFiles files = new HashedFiles();
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(folder.resolve("file"), CONTENT);
  }

  @Test
  void aFileIsHashedToItsEndHoweverLittleOfItIsRead() throws IOException {
    try (InputStream stream = files.open(file.toString())) {
      assertEquals(0, stream.read());
    }
    Files.delete(file);
    assertEquals(Digest.of(CONTENT), files.digest(file.toString()), "known from reading");
  }

  @Test
  void skippedBytesCountToo() throws IOException {
    try (InputStream stream = files.open(file.toString())) {
      assertTrue(stream.skip(1000) > 0);
    }
    assertEquals(Digest.of(CONTENT), files.digest(file.toString()));
  }

  @Test
  void theSameBytesMayBeReadAgain() throws IOException {
    String digest = files.digest(file.toString());
    try (InputStream stream = files.open(file.toString())) {
      assertEquals(CONTENT.length, stream.readAllBytes().length);
    }
    assertEquals(digest, files.digest(file.toString()));
  }

  @Test
  void aFileThatChangesBetweenHashingAndReadingIsRefused() throws IOException {
    files.digest(file.toString());
    byte[] changed = CONTENT.clone();
    changed[99_999] = 1;
    Files.write(file, changed);

    InputStream stream = files.open(file.toString());
    assertEquals(0, stream.read());
    InvalidCaseException refused = assertThrows(InvalidCaseException.class, stream::close);

    assertEquals(Fault.UNREADABLE, refused.fault());
    assertTrue(refused.getMessage().contains("has changed"), refused.getMessage());
  }

  @Test
  void aFolderIsNoFile() {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> files.digest(folder.toString()));
    assertEquals(Fault.UNREADABLE, refused.fault());
  }
}
