package io.twinbeam.model.format.dicom;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.twinbeam.model.format.dicom.DicomBytes.Syntax;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files changed at random are read or refused; nothing else escapes. */
class DicomMutationTest {

  private static final int PREAMBLE_BYTES = 132;

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void nothingButAnInvalidCaseEscapesFromMutatedFiles(Syntax syntax) throws IOException {
    int refused = mutate(syntax, 0, 300);
    assertTrue(refused > 30 && refused < 300, refused + " of 300 refused");
  }

  @Tag("fuzz")
  @ParameterizedTest
  @EnumSource(Syntax.class)
  void nothingButAnInvalidCaseEscapesFromTenThousandMutatedFiles(Syntax syntax) throws IOException {
    int refused = mutate(syntax, 300, 10_000);
    assertTrue(refused > 1000 && refused < 10_000, refused + " of 10000 refused");
  }

  // How many of the mutants could not be read.
  private static int mutate(Syntax syntax, int first, int count) throws IOException {
    byte[] data = seed(syntax).dataSet();
    byte[] file = seed(syntax).toArray();
    byte[] head = Arrays.copyOf(file, headBytes(syntax));
    int refused = 0;
    for (int round = first; round < first + count; round++) {
      CounterRandom random = CounterRandom.of(23, "test.dicom." + syntax, round);
      byte[] mutant;
      if (syntax == Syntax.DEFLATED && round % 2 == 0) {
        // Deflated bytes hardly survive a change; what they inflate to must be changed as well.
        byte[] body = DicomBytes.deflated(mutated(data, 0, random));
        mutant = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, mutant, head.length, body.length);
      } else {
        mutant = mutated(file, PREAMBLE_BYTES, random);
      }
      refused += read(mutant, round) ? 0 : 1;
    }
    return refused;
  }

  private static DicomBytes seed(Syntax syntax) {
    DicomBytes item =
        DicomBytes.empty(syntax)
            .us(0x00280010, 7)
            .sequence(0x00081140, "SQ", true, DicomBytes.empty(syntax).us(0x00280011, 3));
    return DicomBytes.slice(syntax)
        .sequence(0x00081115, "SQ", true, item, item)
        .sequence(0x00081120, "SQ", false, item)
        .bytes(0x00091010, "UN", new byte[20])
        .text(0x00180050, "DS", "1.5")
        .text(0x00281052, "DS", "-1024")
        .text(0x00281053, "DS", "1");
  }

  private static int headBytes(Syntax syntax) {
    return DicomBytes.empty(syntax).toArray().length
        - (syntax == Syntax.DEFLATED ? DicomBytes.deflated(new byte[0]).length : 0);
  }

  private static byte[] mutated(byte[] file, int from, CounterRandom random) {
    byte[] mutant = file.clone();
    int changes = 1 + random.nextInt(4);
    for (int n = 0; n < changes; n++) {
      int at = from + random.nextInt(mutant.length - from);
      switch (random.nextInt(4)) {
        case 0 -> mutant[at] = (byte) 0xff;
        case 1 -> mutant[at] = 0;
        // Four bytes of 0xff are an undefined length.
        case 2 -> Arrays.fill(mutant, at, Math.min(at + 4, mutant.length), (byte) 0xff);
        default -> mutant[at] = (byte) random.nextInt(256);
      }
    }
    return random.nextInt(5) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }

  private static boolean read(byte[] file, int round) throws IOException {
    try {
      DicomSlice slice = DicomSlice.read(new ByteArrayInputStream(file), 1 << 16);
      DicomSlice.readHeader(new ByteArrayInputStream(file), 1 << 16);
      DicomSeries.assemble(List.of(slice));
      return true;
    } catch (InvalidCaseException e) {
      return false;
    } catch (RuntimeException e) {
      return fail("round " + round, e);
    }
  }
}
