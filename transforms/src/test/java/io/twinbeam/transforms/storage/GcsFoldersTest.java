package io.twinbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GcsFoldersTest extends FoldersContract {

  private FakeStorage fake;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.start();
    System.setProperty(GcsClient.EMULATOR_PROPERTY, fake.endpoint());
  }

  @AfterEach
  void stop() {
    System.clearProperty(GcsClient.EMULATOR_PROPERTY);
    fake.close();
  }

  @Override
  Path root() {
    return Folders.at("gs://" + FakeStorage.BUCKET + "/lab");
  }

  @Test
  void aFileIsReplacedByOneRequest() throws IOException {
    Folders.replace(root().resolve("file"), new byte[] {1});
    assertEquals(1, fake.requests().size());
    assertEquals(List.of("lab/file"), fake.names());
  }

  @Test
  void whatTwoAddAtTheSameTimeIsNotLost() throws IOException {
    Path log = root().resolve("log");
    Files.writeString(log, "a");
    OutputStream first = Files.newOutputStream(log, StandardOpenOption.APPEND);
    first.write("b".getBytes(StandardCharsets.UTF_8));
    Files.writeString(log, "c", StandardOpenOption.APPEND);
    assertThrows(FileSystemException.class, first::close);
    assertEquals("ac", Files.readString(log));
  }

  @Test
  void aPlaceholderOfTheConsoleIsAFolderAndNoFile() throws IOException {
    fake.put("lab/empty/", new byte[0]);
    assertTrue(Files.isDirectory(root().resolve("empty")));
    try (var all = Files.list(root().resolve("empty"))) {
      assertEquals(0, all.count());
    }
  }

  @Test
  void refusalsSayWhatToDo() {
    fake.fail(1, line -> true, Fault.status(401));
    String message =
        assertThrows(IOException.class, () -> Files.readString(root().resolve("x"))).getMessage();
    assertTrue(message.contains("gcloud auth application-default login"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://", "gs:///x", "gs://UPPER/x"})
  void whatIsNoAddressIsRefused(String text) {
    assertThrows(InvalidPathException.class, () -> Folders.at(text));
  }

  @Test
  void aBucketIsAFolder() throws IOException {
    Path bucket = Folders.at("gs://" + FakeStorage.BUCKET);
    assertTrue(Files.isDirectory(bucket));
    assertEquals(bucket, root().getParent());
    assertEquals(bucket, root().getRoot());
    assertFalse(Folders.isLocal(bucket));
  }
}
