package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.volume.InvalidCaseException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DescriptionsTest {

  @TempDir private Path folder;

  private Descriptions read(String name, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
    return Descriptions.read(folder + "/", InputFiles.of(List.of(new ListedFile(name, bytes))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cases.csv", "dataset.json"})
  void aFileTooLargeToListCasesIsRefusedUnread(String name) {
    long endless = 1L << 40;
    assertEquals(
        folder + "/" + name + " must have at most 67108864 bytes, has more; list fewer cases",
        assertThrows(InvalidCaseException.class, () -> read(name, endless)).getMessage());
  }

  @Test
  void withoutTheFilesNothingIsListed() throws IOException {
    assertEquals(Optional.empty(), read("readme.txt", 1).list());
  }
}
