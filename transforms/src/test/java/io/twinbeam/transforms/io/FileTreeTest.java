package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinbeam.model.volume.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileTreeTest {

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("data"));
  }

  private FileTree.Part all() {
    return Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> FileTree.of(folder.toString()).all());
  }

  private List<String> names() {
    return all().files().stream().map(ListedFile::name).toList();
  }

  private void link(String name, Path target) throws IOException {
    Path link = folder.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, target);
  }

  @Test
  void filesOfAllDepthsAreListedOnceSortedWithTheirSizes() throws IOException {
    FolderTree.files(folder, "b.nii", "sub/deep/er/a.nii", "a/x.nii");
    Files.write(folder.resolve("b.nii"), new byte[5]);
    assertEquals(
        List.of(
            new ListedFile("a/x.nii", 0),
            new ListedFile("b.nii", 5),
            new ListedFile("sub/deep/er/a.nii", 0)),
        all().files());
  }

  @Test
  void hiddenFilesAndFoldersAreLeftOut() throws IOException {
    FolderTree.files(folder, ".git/a.nii", "x/.b.nii", "x/._c.nii", "x/.d/e.nii", "x/f.nii");
    assertEquals(List.of("x/f.nii"), names());
  }

  @Test
  void aFolderWithTheNameOfAnImageIsAFolder() throws IOException {
    FolderTree.files(folder, "x.nii/y.nii.gz", "z.dcm/1");
    assertEquals(List.of("x.nii/y.nii.gz", "z.dcm/1"), names());
  }

  @Test
  void loopsOfLinksEnd() throws IOException {
    FolderTree.files(folder, "a/b/1.nii", "c/2.nii");
    link("a/b/up", folder.resolve("a"));
    link("a/b/top", folder);
    link("a/b/beyond", temporary);
    link("c/self", folder.resolve("c"));
    link("c/across", folder.resolve("a"));
    link("a/across", folder.resolve("c"));
    link("round", folder.resolve("round"));
    link("ping", folder.resolve("pong"));
    link("pong", folder.resolve("ping"));
    assertEquals(List.of("a/b/1.nii", "c/2.nii", "ping", "pong", "round"), names());
  }

  @Test
  void loopsOutsideOfTheFolderEndToo() throws IOException {
    Path other = temporary.resolve("other");
    Path third = temporary.resolve("third");
    FolderTree.files(other, "1.nii", "sub/2.nii");
    FolderTree.files(third, "3.nii");
    Files.createSymbolicLink(other.resolve("third"), third);
    Files.createSymbolicLink(third.resolve("other"), other);
    Files.createSymbolicLink(other.resolve("back"), folder);
    Files.createSymbolicLink(other.resolve("sub/up"), other);
    link("in/other", other);
    FolderTree.files(folder, "in/0.nii");
    assertEquals(
        List.of("in/0.nii", "in/other/1.nii", "in/other/sub/2.nii", "in/other/third/3.nii"),
        names());
  }

  @Test
  void manyFoldersThatLinkToEachOtherAreEachEnteredOnce() throws IOException {
    int folders = 14; // 14! ways round.
    Path others = temporary.resolve("others");
    for (int n = 0; n < folders; n++) {
      FolderTree.files(others.resolve("f" + n), n + ".nii");
    }
    for (int from = 0; from < folders; from++) {
      for (int to = 0; to < folders; to++) {
        Files.createSymbolicLink(others.resolve("f" + from + "/to" + to), others.resolve("f" + to));
      }
    }
    link("in", others.resolve("f0"));
    assertEquals(folders, names().size());
  }

  @Test
  void whatSeveralLinksLeadToIsListedUnderTheFirst() throws IOException {
    Path other = temporary.resolve("other");
    FolderTree.files(other, "sub/1.nii");
    link("b", other);
    link("a/deep/sub", other.resolve("sub"));
    link("c.nii", other.resolve("sub/1.nii"));
    assertEquals(List.of("a/deep/sub/1.nii"), names());
  }

  @Test
  void linksIntoTheFolderGiveWayToTheFilesThere() throws IOException {
    FolderTree.files(folder, "z/1.nii");
    link("a", folder.resolve("z"));
    link("b.nii", folder.resolve("z/1.nii"));
    assertEquals(List.of("z/1.nii"), names());
  }

  @Test
  void linksIntoAHiddenStoreAreFollowed() throws IOException {
    FolderTree.files(folder, ".git/annex/1f", ".store/set/2.nii");
    link("images/1.nii", folder.resolve(".git/annex/1f"));
    link("set", folder.resolve(".store/set"));
    assertEquals(List.of("images/1.nii", "set/2.nii"), names());
  }

  @Test
  void aLinkThatLeadsNowhereIsListedSoThatReadingItSaysWhy() throws IOException {
    link("images/a.nii", folder.resolve("gone"));
    assertEquals(List.of(new ListedFile("images/a.nii", 0)), all().files());
  }

  @Test
  void theFolderItselfMayBeALink() throws IOException {
    FolderTree.files(folder, "images/a.nii");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
    assertEquals(
        List.of(new ListedFile("images/a.nii", 0)), FileTree.of(link.toString()).all().files());
  }

  @Test
  void pipesAreFailuresAndNobodyWaitsForThem() throws IOException, InterruptedException {
    Path pipe = Files.createDirectories(folder.resolve("images")).resolve("a.nii");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
    FileTree.Part part = all();
    assertEquals(List.of(), part.files());
    assertEquals(List.of(pipe.toString()), part.unreadable().get(0).files());
    assertEquals(Fault.UNREADABLE, part.unreadable().get(0).failed().reason());
  }

  @Test
  void aFolderThatCannotBeReadIsAFailureAndTheOthersAreRead() throws IOException {
    FolderTree.files(folder, "good/a.nii");
    // Two halves, each with a path that is allowed, make one that is longer than any may be.
    String half = "/" + String.join("/", Collections.nCopies(12, "x".repeat(200)));
    Path upper = Files.createDirectories(Path.of(folder + "/deep" + half));
    Path lower = Files.createDirectories(Path.of(temporary + "/lower" + half));
    Path joined = upper.resolve("joined");
    Files.move(temporary.resolve("lower"), joined);
    try {
      FileTree.Part part = all();
      assertEquals(List.of("good/a.nii"), part.files().stream().map(ListedFile::name).toList());
      assertEquals(1, part.unreadable().size());
      assertEquals(Fault.UNREADABLE, part.unreadable().get(0).failed().reason());
      assertTrue(part.unreadable().get(0).failed().cause().contains("too long"));
      assertTrue(Files.notExists(lower));
    } finally {
      Files.move(joined, temporary.resolve("lower"));
    }
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThrows(IOException.class, () -> FileTree.of(folder.resolve("none").toString()).all());
  }

  @ParameterizedTest
  @ValueSource(strings = {"my data", "scans [2019]", "what?", "a*b", "{x,y}", "a\\b", "ümlaut é"})
  void foldersMayHaveAnyName(String name) throws IOException {
    FolderTree.files(folder.resolve(name), "case [1] {a}.nii.gz", "d/" + name + "/what*.nii");
    FolderTree.files(folder.resolve("a2b"), "other.nii");
    assertEquals(
        List.of("case [1] {a}.nii.gz", "d/" + name + "/what*.nii"),
        FileTree.of(folder.resolve(name).toString()).all().files().stream()
            .map(ListedFile::name)
            .toList());
  }
}
