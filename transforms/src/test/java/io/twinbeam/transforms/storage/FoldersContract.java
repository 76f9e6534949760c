package io.twinbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of files and folders wherever they lie. */
abstract class FoldersContract {

  /** An empty folder. */
  abstract Path root();

  private Path file(String name) throws IOException {
    Path file = root().resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theTextOfAPathNamesIt() {
    Path path = root().resolve("runs").resolve("phantom/1");
    assertEquals(path, Folders.at(path.toString()));
    assertEquals(path, Folders.at(path + "/"));
    assertEquals(root(), Folders.at(path + "/../../..").normalize());
    assertEquals("runs/phantom/1", root().relativize(path).toString());
    assertEquals("../x", path.relativize(root().resolve("runs/phantom/x")).toString());
    assertEquals("1", path.getFileName().toString());
    assertEquals(root().resolve("runs/phantom"), path.getParent());
    assertEquals(path.getParent().resolve("2"), path.resolveSibling("2"));
    assertTrue(path.startsWith(root()));
    assertFalse(root().startsWith(path));
    assertTrue(path.endsWith("phantom/1"));
    assertTrue(path.isAbsolute());
    assertEquals(path, root().resolve(Path.of("runs", "phantom", "1")));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = file("a/b/text.csv");
    Files.writeString(file, "one\ntwo\n");
    assertEquals("one\ntwo\n", Files.readString(file));
    assertEquals(8, Files.size(file));
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      assertEquals(List.of("one", "two"), lines.lines().toList());
    }
    assertTrue(Files.isRegularFile(file) && Files.exists(file) && Files.isReadable(file));
    assertTrue(Files.isDirectory(file.getParent()) && Files.exists(root().resolve("a")));
    assertFalse(Files.isDirectory(file));
    assertFalse(Files.exists(root().resolve("a/b/text")), "a beginning is no name");
    assertTrue(Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minusSeconds(60)));
  }

  @Test
  void whatIsThereIsAFileOrAFolder() throws IOException {
    Path file = file("a/text");
    Files.writeString(file, "text");
    assertTrue(Folders.exists(file) && Folders.isFile(file) && !Folders.isFolder(file));
    Path folder = file.getParent();
    assertTrue(Folders.exists(folder) && Folders.isFolder(folder) && !Folders.isFile(folder));
    for (String absent : List.of("b", "b/c", "a/tex", "a/text/x", "a/text/x/y")) {
      Path path = root().resolve(absent);
      assertFalse(Folders.exists(path) || Folders.isFile(path) || Folders.isFolder(path), absent);
    }
  }

  @Test
  void whatIsNotThereIsSaidSo() throws IOException {
    Path nowhere = root().resolve("nowhere");
    assertFalse(Files.exists(nowhere));
    assertFalse(Files.isDirectory(nowhere));
    assertFalse(Files.deleteIfExists(nowhere));
    assertThrows(NoSuchFileException.class, () -> Files.readString(nowhere));
    assertThrows(NoSuchFileException.class, () -> Files.size(nowhere));
    assertThrows(NoSuchFileException.class, () -> Files.move(nowhere, root().resolve("x")));
    Folders.delete(nowhere);
  }

  @Test
  void aFileIsReplacedAsAWhole() throws IOException {
    Path file = root().resolve("deep/er/file");
    byte[] large = new byte[300_000];
    large[299_999] = 7;
    Folders.replace(file, large);
    assertArrayEquals(large, Files.readAllBytes(file));
    Folders.replace(file, new byte[] {1});
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    assertEquals(List.of("file"), names(file.getParent()));
  }

  @Test
  void aNewFileIsNotWrittenOverAnother() throws IOException {
    Path file = file("new");
    Files.write(file, new byte[] {1}, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    assertThrows(
        FileAlreadyExistsException.class,
        () ->
            Files.write(
                file, new byte[] {2}, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
  }

  @Test
  void somethingIsAddedAtTheEnd() throws IOException {
    Path file = file("log");
    Files.writeString(file, "a");
    Files.writeString(file, "bc", StandardOpenOption.APPEND);
    assertEquals("abc", Files.readString(file));
    assertThrows(
        NoSuchFileException.class,
        () -> Files.writeString(root().resolve("none"), "x", StandardOpenOption.APPEND));
  }

  @Test
  void aFolderListsWhatIsRightInIt() throws IOException {
    for (String name : List.of("x/1", "x/2", "x/3", "x/4", "x/y/5", "x/z/6", "xx")) {
      Files.writeString(file(name), name);
    }
    assertEquals(List.of("1", "2", "3", "4", "y", "z"), names(root().resolve("x")));
    assertEquals(List.of("x", "xx"), names(root()));
    try (Stream<Path> all = Files.walk(root())) {
      assertEquals(7, all.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void aFolderWithAllInItIsMovedAndTakenAway() throws IOException {
    for (String name : List.of("x/1", "x/y/2", "x/y/z/3", "xx/4")) {
      Files.writeString(file(name), name);
    }
    Files.createDirectories(root().resolve("to"));
    Files.move(root().resolve("x"), root().resolve("to/x"));
    assertEquals("x/y/z/3", Files.readString(root().resolve("to/x/y/z/3")));
    assertFalse(Files.exists(root().resolve("x")));
    assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(root().resolve("to/x")));
    Folders.delete(root().resolve("to"));
    assertEquals(List.of("xx"), names(root()));
  }

  @Test
  void aTemporaryFileComesAndGoes() throws IOException {
    Path probe = Files.createTempFile(root(), ".writable", "");
    assertTrue(Files.exists(probe));
    Files.delete(probe);
    assertEquals(List.of(), names(root()));
  }

  @Test
  void draftsAreToldByTheirNames() {
    assertTrue(Folders.isDraft(root().resolve(".a.csv-0c0ffee0-0000-4000-8000-000000000001")));
    assertFalse(Folders.isDraft(root().resolve("a-b.nii.gz")));
    assertFalse(Folders.isDraft(root().resolve(".hidden-file")));
  }
}
