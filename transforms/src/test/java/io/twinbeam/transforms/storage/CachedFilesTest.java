package io.twinbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CachedFilesTest {

  private static final int BYTES = 100;

  @TempDir private Path temporary;

  /** What another process sees, too: nothing but the folder is shared. */
  private CachedFiles files(long budgetBytes) {
    return new CachedFiles(folder(), budgetBytes, "numbers", "do without");
  }

  private Path folder() {
    return temporary.resolve("cache");
  }

  private static void keep(CachedFiles files, int number) {
    byte[] content = new byte[BYTES];
    content[0] = (byte) number;
    files.keep("file-" + number, BYTES, to -> to.write(ByteBuffer.wrap(content)));
  }

  private static Optional<Integer> read(CachedFiles files, int number) {
    return files.read("file-" + number, CachedFilesTest::number);
  }

  private static int number(FileChannel file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(BYTES);
    while (content.hasRemaining() && file.read(content) >= 0) {
      // On to the end.
    }
    if (content.hasRemaining()) {
      throw new IOException("is cut short");
    }
    return content.get(0);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .sorted()
          .toList();
    }
  }

  private void usedSecondsAgo(int number, int seconds) throws IOException {
    Files.setLastModifiedTime(
        folder().resolve("file-" + number), FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  @Test
  void theLeastRecentlyUsedMakeRoom() throws IOException {
    CachedFiles files = files(3 * BYTES);
    for (int number = 0; number < 3; number++) {
      keep(files, number);
      usedSecondsAgo(number, 60 - number);
    }
    assertEquals(Optional.of(0), read(files, 0));
    keep(files, 3);
    assertFalse(names().contains("file-1"));
    assertEquals(Optional.of(0), read(files, 0));
    assertEquals(Optional.of(3), read(files, 3));
  }

  @Test
  void someMoreThanNeededMakesRoomForTheNextOnes() throws IOException {
    CachedFiles files = files(120 * BYTES);
    for (int number = 0; number < 120; number++) {
      keep(files, number);
      usedSecondsAgo(number, 600 - number);
    }
    assertEquals(120, names().size());
    keep(files, 120);
    assertEquals(108, names().size());
    for (int number = 121; number < 133; number++) {
      keep(files, number);
    }
    assertEquals(120, names().size());
  }

  @Test
  void ofFewFilesNoMoreThanNeededMakesRoom() throws IOException {
    CachedFiles files = files(20 * BYTES);
    for (int number = 0; number <= 20; number++) {
      keep(files, number);
    }
    assertEquals(20, names().size());
  }

  @Test
  void allProcessesTogetherTakeNoMoreThanTheBudget() throws IOException {
    List<CachedFiles> processes = List.of(files(10 * BYTES), files(10 * BYTES), files(10 * BYTES));
    processes.forEach(process -> read(process, 0)); // Each has looked through the folder.
    for (int number = 0; number < 60; number++) {
      keep(processes.get(number % 3), number);
      assertTrue(names().size() <= 10, names().toString());
    }
    assertTrue(names().size() >= 9, names().toString());
  }

  /** Whoever looks through the folder takes drafts away, as whoever holds the lock may. */
  @Test
  void theFolderIsLookedThroughAtTheBeginningAndWhenItIsFull() throws IOException {
    CachedFiles files = files(5 * BYTES);
    keep(files, 0);
    Path draft = Files.createFile(folder().resolve("draft-of-one-that-was-killed"));
    for (int number = 1; number < 5; number++) {
      keep(files, number);
      assertTrue(Files.exists(draft), "there is room for " + number);
    }
    keep(files, 5);
    assertFalse(Files.exists(draft));

    Files.createFile(draft);
    read(files(5 * BYTES), 5);
    assertFalse(Files.exists(draft));
  }

  @Test
  void whatWasDeletedMakesRoom() throws IOException {
    CachedFiles files = files(3 * BYTES);
    for (int number = 0; number < 3; number++) {
      keep(files, number);
    }
    Files.delete(folder().resolve("file-0"));
    keep(files, 3);
    assertEquals(List.of("file-1", "file-2", "file-3"), names());
  }

  @Test
  void aFileThatIsNotSoundIsRemoved() throws IOException {
    CachedFiles files = files(3 * BYTES);
    keep(files, 0);
    Files.write(folder().resolve("file-0"), new byte[BYTES / 2]);
    assertEquals(Optional.empty(), read(files, 0));
    assertEquals(List.of(), names());
  }

  @Test
  void anInterruptionRemovesNoSoundFile() {
    CachedFiles files = files(3 * BYTES);
    keep(files, 7);
    Thread.currentThread().interrupt();
    assertEquals(Optional.empty(), read(files, 7));
    assertTrue(Thread.interrupted(), "whoever waits for it must hear of it");
    assertEquals(Optional.of(7), read(files, 7));
  }

  @Test
  void anInterruptionIsNoReasonToDoWithoutTheFolder() throws IOException {
    CachedFiles files = files(3 * BYTES);
    Thread.currentThread().interrupt();
    keep(files, 1);
    assertTrue(Thread.interrupted());
    keep(files, 2);
    assertEquals(Optional.of(2), read(files, 2));
    assertEquals(List.of("file-2"), names());
  }
}
