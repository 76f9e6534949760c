package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFileTest {

  @TempDir private Path folder;

  private void write(Path file, String text) throws IOException {
    OutputFile.write(file.toString(), text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void foldersAreMadeAndNoDraftStays() throws IOException {
    Path file = folder.resolve("a/b/c.txt");
    write(file, "text");
    assertEquals("text", Files.readString(file));
    try (Stream<Path> all = Files.list(file.getParent())) {
      assertEquals(List.of(file), all.toList());
    }
  }

  @Test
  void onlyOtherContentReplacesAFile() throws IOException {
    Path file = folder.resolve("c.txt");
    write(file, "text");
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, longAgo);
    write(file, "text");
    assertEquals(longAgo, Files.getLastModifiedTime(file));
    write(file, "Text");
    assertEquals("Text", Files.readString(file));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAnError() throws IOException {
    Path file = folder.resolve("file");
    write(file, "text");
    assertThrows(IOException.class, () -> write(file.resolve("below.txt"), "text"));
  }
}
