package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DicomSnifferTest {

  private static final String UID = "1.2.840.99.7";

  private static Optional<String> series(String name, byte[] bytes) throws IOException {
    return DicomSniffer.seriesOf(name, new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dcm", "A.DCM", "a.dicom", "a.IMA", "IM0001", "notes.txt"})
  void aSliceIsKnownByItsMagicWhateverItsName(String name) throws IOException {
    assertEquals(Optional.of(UID), series(name, DicomFiles.slice(UID)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dcm", "IM0001", "notes.txt"})
  void aSliceWithoutMagicIsKnownByItsHeader(String name) throws IOException {
    assertEquals(Optional.of(UID), series(name, DicomFiles.withoutMagic(UID)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dcm", "b.ima"})
  void whatBearsTheEndingMustBeReadable(String name) {
    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, DicomFiles.broken(), new byte[500]}) {
      assertThrows(InvalidCaseException.class, () -> series(name, bytes));
    }
  }

  @Test
  void whatHasTheMagicMustBeReadable() {
    assertThrows(InvalidCaseException.class, () -> series("IM1", DicomFiles.broken()));
  }

  @Test
  void otherFilesAreNoSlices() throws IOException {
    byte[] unmarked = DicomFiles.withoutMagic(UID);
    byte[] cut = Arrays.copyOf(unmarked, unmarked.length - 5);
    byte[] text = "case,image,label\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    for (byte[] bytes : new byte[][] {{}, {8}, new byte[1000], cut, text}) {
      assertEquals(Optional.empty(), series("file", bytes));
    }
  }

  @Test
  void noiseIsNoSliceAndNoError() throws IOException {
    Random random = new Random(5);
    for (int n = 0; n < 500; n++) {
      byte[] noise = new byte[random.nextInt(3000)];
      random.nextBytes(noise);
      if (noise.length > 1) {
        noise[0] = 8;
        noise[1] = 0;
      }
      assertEquals(Optional.empty(), series("noise", noise));
    }
  }
}
