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
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GcsFoldersTest extends FoldersContract {

  private FakeStorage fake;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.startForProcess();
  }

  @AfterEach
  void stop() {
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

  private static boolean isUpload(String line) {
    return line.startsWith("POST /upload");
  }

  private static boolean isCopy(String line) {
    return line.contains("/rewriteTo/");
  }

  private static boolean isDeletion(String line) {
    return line.startsWith("DELETE");
  }

  @Test
  void whatNobodyCanTellIsNotTakenForAbsent() throws IOException {
    Path file = root().resolve("a/file");
    Files.writeString(file, "text");
    IntSupplier refused = fake.fail(3, line -> line.contains("lab/a/file"), Fault.status(403));
    assertThrows(IOException.class, () -> Folders.exists(file));
    assertThrows(IOException.class, () -> Folders.isFile(file));
    assertThrows(IOException.class, () -> Folders.isFolder(file));
    assertEquals(3, refused.getAsInt());
    assertTrue(Folders.exists(file));

    // There is no such object, but whether it is a folder is not answered.
    fake.fail(1, line -> line.contains("prefix=lab/a/"), Fault.status(403));
    assertThrows(IOException.class, () -> Folders.exists(root().resolve("a")));
  }

  @Test
  void aNewFileWhoseSuccessWasNotAnsweredIsNew() throws IOException {
    Path file = root().resolve("new");
    IntSupplier lost = fake.fail(1, GcsFoldersTest::isUpload, Fault.doneUnanswered());
    Files.writeString(file, "text", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    assertEquals(1, lost.getAsInt());
    assertEquals("text", Files.readString(file));
    assertThrows(
        FileAlreadyExistsException.class,
        () ->
            Files.writeString(
                file, "text", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        "of two who make the same file, one has made it");
  }

  @Test
  void somethingIsAddedOnceThoughTheAnswerWasLost() throws IOException {
    Path log = root().resolve("log");
    Files.writeString(log, "a");
    IntSupplier lost = fake.fail(1, GcsFoldersTest::isUpload, Fault.doneUnanswered());
    Files.writeString(log, "b", StandardOpenOption.APPEND);
    assertEquals(1, lost.getAsInt());
    assertEquals("ab", Files.readString(log));
  }

  @Test
  void aCopyWhoseSuccessWasNotAnsweredIsMade() throws IOException {
    Path file = root().resolve("file");
    Path copy = root().resolve("copy");
    Files.writeString(file, "text");
    IntSupplier lost = fake.fail(1, GcsFoldersTest::isCopy, Fault.doneUnanswered());
    Files.copy(file, copy);
    assertEquals(1, lost.getAsInt());
    assertEquals("text", Files.readString(copy));
    Files.writeString(copy, "other");
    assertThrows(FileAlreadyExistsException.class, () -> Files.copy(file, copy));
    assertEquals("other", Files.readString(copy));
    assertThrows(NoSuchFileException.class, () -> Files.copy(root().resolve("none"), copy));
  }

  @Test
  void aFolderIsMovedThoughAnswersAreLost() throws IOException {
    for (String name : List.of("x/1", "x/y/2", "x/y/z/3")) {
      Files.writeString(root().resolve(name), name);
    }
    IntSupplier copies = fake.fail(2, GcsFoldersTest::isCopy, Fault.doneUnanswered());
    IntSupplier deletions = fake.fail(2, GcsFoldersTest::isDeletion, Fault.doneUnanswered());
    Files.move(root().resolve("x"), root().resolve("to"));
    assertEquals(List.of(2, 2), List.of(copies.getAsInt(), deletions.getAsInt()));
    assertEquals(List.of("lab/to/1", "lab/to/y/2", "lab/to/y/z/3"), fake.names());
  }

  @Test
  void aMoveThatBrokeOffIsDoneAgain() throws IOException {
    Path from = root().resolve("x");
    Path to = root().resolve("to");
    for (String name : List.of("1", "2", "3")) {
      Files.writeString(from.resolve(name), name);
    }
    fake.fail(1, line -> isCopy(line) && line.contains("x/2"), Fault.status(403));
    assertThrows(IOException.class, () -> Files.move(from, to));
    assertEquals(3, fake.names().stream().filter(name -> name.contains("/x/")).count());
    fake.fail(1, line -> isDeletion(line) && line.contains("x/3"), Fault.status(403));
    assertThrows(IOException.class, () -> Files.move(from, to));
    assertEquals("3", Files.readString(from.resolve("3")));
    Files.move(from, to);
    assertEquals(List.of("lab/to/1", "lab/to/2", "lab/to/3"), fake.names());
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
