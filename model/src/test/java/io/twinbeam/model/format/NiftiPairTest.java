package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NiftiPairTest {

  private static final byte[] IMG = Arrays.copyOfRange(NiftiBytes.counting().toArray(), 352, 448);

  private static byte[] header1(double offset) {
    byte[] file = NiftiBytes.counting().int8(345, 'i').floats(108, offset).toArray();
    return Arrays.copyOf(file, 348);
  }

  private static byte[] header2(long offset) {
    byte[] file = Nifti2Bytes.counting().int8(5, 'i').int64(168, offset).toArray();
    return Arrays.copyOf(file, 540);
  }

  private static Volume read(byte[] header, byte[] voxels) throws IOException {
    return Nifti.readVolume(
        new ByteArrayInputStream(header), new ByteArrayInputStream(voxels), 1000);
  }

  private static InvalidCaseException refusal(byte[] header, byte[] voxels) {
    return assertThrows(InvalidCaseException.class, () -> read(header, voxels));
  }

  static List<Arguments> headers() {
    return List.of(Arguments.of("1", header1(0)), Arguments.of("2", header2(0)));
  }

  @ParameterizedTest(name = "version {0}")
  @MethodSource("headers")
  void eachOfTheTwoFilesMayBeGzipped(String version, byte[] header) throws IOException {
    Volume expected = Nifti.readVolume(NiftiBytes.counting().stream());
    assertEquals(expected, read(header, IMG));
    assertEquals(expected, read(NiftiBytes.gzip(header), IMG));
    assertEquals(expected, read(header, NiftiBytes.gzip(IMG)));
    assertEquals(expected, read(NiftiBytes.gzip(header), NiftiBytes.gzip(IMG)));
    assertEquals(expected.grid(), Nifti.readGrid(new ByteArrayInputStream(header)));
    assertEquals(
        23,
        Nifti.readLabelMap(new ByteArrayInputStream(header), new ByteArrayInputStream(IMG), 24)
            .at(1, 2, 3));
  }

  @Test
  void theOffsetCountsFromTheStartOfTheVoxelFile() throws IOException {
    Volume expected = Nifti.readVolume(NiftiBytes.counting().stream());
    byte[] padded = MetaImageBytes.join(new byte[16], IMG);
    assertEquals(expected, read(header1(16), padded));
    assertEquals(expected, read(header2(16), NiftiBytes.gzip(padded)));
  }

  @Test
  void headersMayEndInExtensions() throws IOException {
    Volume expected = Nifti.readVolume(NiftiBytes.counting().stream());
    assertEquals(expected, read(MetaImageBytes.join(header1(0), new byte[4]), IMG));
  }

  @Test
  void aSingleFilesHeaderIsNoHeaderOfAPair() {
    InvalidCaseException refused = refusal(NiftiBytes.counting().toArray(), IMG);
    assertEquals(Fault.MALFORMED, refused.fault());
    assertTrue(refused.getMessage().contains("single file"), refused.getMessage());
  }

  @Test
  void analyzeHeadersAreRefusedForTheirOrientation() {
    byte[] header = header1(0);
    Arrays.fill(header, 344, 348, (byte) 0);
    InvalidCaseException refused = refusal(header, IMG);
    assertEquals(Fault.UNSUPPORTED, refused.fault());
    assertTrue(refused.getMessage().contains("Analyze 7.5"), refused.getMessage());
    assertTrue(refused.getMessage().contains("convert"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "-1,MALFORMED",
    "0.5,MALFORMED",
    "1e9,MALFORMED",
    "NaN,MALFORMED",
    "1,UNREADABLE",
    "96,UNREADABLE",
    "97,UNREADABLE",
    "16777216,UNREADABLE"
  })
  void anOffsetThatLeavesTooFewVoxelsIsRefused(double offset, Fault fault) {
    assertEquals(fault, refusal(header1(offset), IMG).fault());
  }

  @Test
  void everyCutIsUnreadable() {
    for (byte[] header : List.of(header1(0), header2(0))) {
      for (int length = 0; length < header.length; length += 7) {
        byte[] cut = Arrays.copyOf(header, length);
        assertEquals(Fault.UNREADABLE, refusal(cut, IMG).fault());
      }
      byte[] zipped = NiftiBytes.gzip(IMG);
      for (int length = 0; length < zipped.length; length++) {
        byte[] cut = Arrays.copyOf(zipped, length);
        assertEquals(Fault.UNREADABLE, refusal(header, cut).fault());
      }
      assertEquals(Fault.UNREADABLE, refusal(header, Arrays.copyOf(IMG, 95)).fault());
    }
  }

  @Test
  void swappedFilesAreRefused() {
    assertEquals(Fault.UNREADABLE, refusal(IMG, header1(0)).fault());
  }
}
