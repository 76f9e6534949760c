package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetaImageTest {

  static List<Arguments> typesAndOrders() {
    List<Arguments> all = new ArrayList<>();
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      all.add(Arguments.of("MET_CHAR", 1, order, -128));
      all.add(Arguments.of("MET_UCHAR", 1, order, 128));
      all.add(Arguments.of("MET_SHORT", 2, order, -0x1p15f));
      all.add(Arguments.of("MET_USHORT", 2, order, 0x1p15f));
      all.add(Arguments.of("MET_INT", 4, order, -0x1p31f));
      all.add(Arguments.of("MET_UINT", 4, order, 0x1p31f));
      all.add(Arguments.of("MET_LONG", 4, order, -0x1p31f));
      all.add(Arguments.of("MET_ULONG", 4, order, 0x1p31f));
      all.add(Arguments.of("MET_LONG_LONG", 8, order, -0x1p63f));
      all.add(Arguments.of("MET_ULONG_LONG", 8, order, 0x1p63f));
      all.add(Arguments.of("MET_FLOAT", 4, order, -0.5f));
      all.add(Arguments.of("MET_DOUBLE", 8, order, -0.5f));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("typesAndOrders")
  void everyTypeInEveryByteOrderIsReadPlainAndCompressed(
      String type, int bytes, ByteOrder order, float first) throws IOException {
    MetaImageBytes file = MetaImageBytes.of(type, bytes, order);
    for (int n = 0; n < 24; n++) {
      put(file.voxels(), type, bytes, n);
    }
    for (boolean compressed : new boolean[] {false, true}) {
      Volume volume = MetaImage.readVolume((compressed ? file.compressed() : file).stream(), 24);
      assertEquals(first, volume.at(0, 0, 0));
      for (int n = 1; n < 24; n++) {
        assertEquals(n, volume.at(n % 2, n / 2 % 3, n / 6), type + " voxel " + n);
      }
    }
  }

  // Voxel 0 has its highest bit set alone, or is -0.5.
  private static void put(ByteBuffer voxels, String type, int bytes, int n) {
    switch (type) {
      case "MET_FLOAT" -> voxels.putFloat(4 * n, n == 0 ? -0.5f : n);
      case "MET_DOUBLE" -> voxels.putDouble(8 * n, n == 0 ? -0.5 : n);
      default -> {
        long value = n == 0 ? 1L << (8 * bytes - 1) : n;
        for (int at = 0; at < bytes; at++) {
          int place = voxels.order() == ByteOrder.BIG_ENDIAN ? bytes - 1 - at : at;
          voxels.put(n * bytes + place, (byte) (value >>> (8 * at)));
        }
      }
    }
  }

  @Test
  void linesThatAreAbsentHaveTheirDefaults() throws IOException {
    MetaImageBytes file = MetaImageBytes.counting();
    for (String key :
        List.of("ObjectType", "BinaryData", "BinaryDataByteOrderMSB", "CompressedData")) {
      file.line(key, null);
    }
    VoxelGrid grid = MetaImage.readVolume(file.stream(), 24).grid();
    assertEquals(new GridShape(2, 3, 4), grid.shape());
    assertArrayEquals(new double[] {-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0}, grid.affine().toRows());
  }

  @ParameterizedTest
  @CsvSource({
    "TransformMatrix,Offset,ElementSpacing",
    "Rotation,Position,ElementSize",
    "Orientation,Origin,ElementSpacing"
  })
  void rowsOfTheMatrixAreAxisDirectionsInLps(String matrix, String origin, String spacing)
      throws IOException {
    // The array axes run along +y, -z and -x of LPS.
    MetaImageBytes file =
        MetaImageBytes.counting()
            .line(matrix, "0 1 0 0 0 -1 -1 0 0")
            .line(origin, "10 20 30")
            .line(spacing, "0.5 1.5  3");
    double[] expected = {0, 0, 3, -10, -0.5, 0, 0, -20, 0, -1.5, 0, 30};
    assertArrayEquals(expected, MetaImage.readGrid(file.stream()).affine().toRows());
  }

  @Test
  void voxelsMayHaveAFileOfTheirOwn() throws IOException {
    MetaImageBytes file = MetaImageBytes.counting();
    Volume expected = MetaImage.readVolume(file.stream(), 24);
    file.line("ElementDataFile", "./scan.raw");
    assertEquals("scan.raw", MetaImage.dataFile(new ByteArrayInputStream(file.header())));
    assertEquals(expected, pair(file.header(), file.data()));
    file.line("ElementDataFile", "scan.zraw").compressed();
    assertEquals(expected, pair(file.header(), file.data()));
    assertEquals(expected, pair(file.header(), NiftiBytes.gzip(file.plain())));
    file.line("CompressedData", "False").line("HeaderSize", "7");
    assertEquals(expected, pair(file.header(), MetaImageBytes.join(new byte[7], file.data())));
    assertEquals(
        23,
        MetaImage.readLabelMap(
                new ByteArrayInputStream(file.header()),
                new ByteArrayInputStream(MetaImageBytes.join(new byte[7], file.data())),
                24)
            .at(1, 2, 3));
  }

  private static Volume pair(byte[] header, byte[] voxels) throws IOException {
    return MetaImage.readVolume(
        new ByteArrayInputStream(header), new ByteArrayInputStream(voxels), 24);
  }

  @Test
  void lineEndsOfOtherSystemsAndAMissingLastOneAreRead() throws IOException {
    String header = new String(MetaImageBytes.counting().header(), StandardCharsets.UTF_8);
    byte[] dos = header.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] data = MetaImageBytes.counting().data();
    Volume expected = MetaImage.readVolume(MetaImageBytes.counting().stream(), 24);
    assertEquals(
        expected,
        MetaImage.readVolume(new ByteArrayInputStream(MetaImageBytes.join(dos, data)), 24));
    byte[] named = MetaImageBytes.counting().line("ElementDataFile", "a b.raw").header();
    byte[] open = Arrays.copyOf(named, named.length - 1);
    assertEquals("a b.raw", MetaImage.dataFile(new ByteArrayInputStream(open)));
    assertEquals(expected, pair(open, data));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGzippedFileIsReadAndTheStreamStaysOpen(boolean compressed) throws IOException {
    MetaImageBytes file = MetaImageBytes.counting();
    boolean[] closed = new boolean[1];
    byte[] bytes = NiftiBytes.gzip((compressed ? file.compressed() : file).toArray());
    ByteArrayInputStream in =
        new ByteArrayInputStream(bytes) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    assertEquals(23, MetaImage.readVolume(in, 24).at(1, 2, 3));
    assertEquals(false, closed[0]);
  }

  private static Arguments broken(Fault fault, String hint, UnaryOperator<MetaImageBytes> change) {
    return Arguments.of(hint, fault, change.apply(MetaImageBytes.counting()));
  }

  static List<Arguments> headers() {
    return List.of(
        broken(Fault.UNSUPPORTED, "ObjectType", f -> f.line("ObjectType", "Scene")),
        broken(Fault.UNSUPPORTED, "NDims", f -> f.line("NDims", null)),
        broken(Fault.UNSUPPORTED, "NDims", f -> f.line("NDims", "4")),
        broken(Fault.UNSUPPORTED, "BinaryData", f -> f.line("BinaryData", "False")),
        broken(Fault.UNSUPPORTED, "Channels", f -> f.line("ElementNumberOfChannels", "3")),
        broken(Fault.UNSUPPORTED, "ElementType", f -> f.line("ElementType", null)),
        broken(Fault.UNSUPPORTED, "MET_OTHER", f -> f.line("ElementType", "MET_OTHER")),
        broken(Fault.UNSUPPORTED, "Slope", f -> f.line("ElementToIntensityFunctionSlope", "2")),
        broken(Fault.UNSUPPORTED, "offset", f -> f.line("ElementToIntensityFunctionOffset", "1")),
        broken(Fault.UNSUPPORTED, "HeaderSize", f -> f.line("HeaderSize", "-1")),
        broken(Fault.UNSUPPORTED, "HeaderSize", f -> f.line("HeaderSize", "1")),
        broken(Fault.UNSUPPORTED, ".mhd", f -> f.line("ElementDataFile", "scan.raw")),
        broken(Fault.UNSUPPORTED, "LIST", f -> f.line("ElementDataFile", "LIST 2D")),
        broken(Fault.UNSUPPORTED, "%03d", f -> f.line("ElementDataFile", "s%03d.raw 1 9 1")),
        broken(Fault.MALFORMED, "folder", f -> f.line("ElementDataFile", "../../etc/passwd")),
        broken(Fault.MALFORMED, "folder", f -> f.line("ElementDataFile", "/etc/passwd")),
        broken(Fault.MALFORMED, "folder", f -> f.line("ElementDataFile", "")),
        broken(Fault.MALFORMED, "DimSize", f -> f.line("DimSize", null)),
        broken(Fault.MALFORMED, "DimSize", f -> f.line("DimSize", "2 3")),
        broken(Fault.MALFORMED, "DimSize", f -> f.line("DimSize", "2 3 4 5")),
        broken(Fault.MALFORMED, "DimSize", f -> f.line("DimSize", "2 3 0")),
        broken(Fault.MALFORMED, "DimSize", f -> f.line("DimSize", "2 3 -4")),
        broken(Fault.MALFORMED, "DimSize", f -> f.line("DimSize", "2 3 NaN")),
        broken(Fault.MALFORMED, "DimSize", f -> f.line("DimSize", "2 3 4.5")),
        broken(Fault.TOO_LARGE, "DimSize", f -> f.line("DimSize", "2 3 1e300")),
        broken(Fault.TOO_LARGE, "32767", f -> f.line("DimSize", "32767 32767 32767")),
        broken(Fault.TOO_LARGE, "2147483647", f -> f.line("DimSize", "2147483647 3 4")),
        broken(Fault.MALFORMED, "CompressedData", f -> f.line("CompressedData", "perhaps")),
        broken(Fault.MALFORMED, "ElementSpacing", f -> f.line("ElementSpacing", "1 1 one")),
        broken(Fault.BAD_AFFINE, "spacing", f -> f.line("ElementSpacing", "1 0 1")),
        broken(Fault.BAD_AFFINE, "finite", f -> f.line("ElementSpacing", "1 1 NaN")),
        broken(Fault.BAD_AFFINE, "finite", f -> f.line("Offset", "0 Infinity 0")),
        broken(Fault.BAD_AFFINE, "plane", f -> f.line("TransformMatrix", "1 0 0 1 0 0 0 0 1")),
        broken(Fault.UNREADABLE, "ends after 96", f -> f.line("DimSize", "2 3 5")),
        broken(Fault.UNREADABLE, "have 2916 bytes", f -> f.compressed().line("DimSize", "9 9 9")),
        broken(Fault.MALFORMED, "'key = value'", f -> f.line("Comment", "a\nb")),
        broken(Fault.MALFORMED, "twice", f -> f.line("Comment", "a\nNDims = 3")),
        broken(Fault.MALFORMED, "65536", f -> f.line("Comment", "x".repeat(70_000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aBrokenHeaderIsRefusedWithItsFaultAndItsLine(String hint, Fault fault, MetaImageBytes file) {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> MetaImage.readVolume(file.stream(), 1000));
    assertEquals(fault, refused.fault(), refused.getMessage());
    assertTrue(refused.getMessage().contains(hint), refused.getMessage());
    assertTrue(refused.getMessage().length() < 400, refused.getMessage());
  }

  @Test
  void everyCutOfAFileIsUnreadable() {
    for (byte[] file :
        List.of(
            MetaImageBytes.counting().toArray(),
            MetaImageBytes.counting().compressed().toArray())) {
      for (int length = 0; length < file.length; length++) {
        ByteArrayInputStream cut = new ByteArrayInputStream(file, 0, length);
        InvalidCaseException refused =
            assertThrows(InvalidCaseException.class, () -> MetaImage.readVolume(cut, 24));
        // Cut inside its last line, the header is whole and names another file or none.
        boolean lastLine = refused.getMessage().contains("ElementDataFile");
        assertTrue(refused.fault() == Fault.UNREADABLE || lastLine, refused.getMessage());
      }
    }
  }

  @Test
  void aWrongChecksumIsUnreadable() {
    byte[] file = MetaImageBytes.counting().compressed().toArray();
    file[file.length - 1] ^= 1;
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class,
            () -> MetaImage.readVolume(new ByteArrayInputStream(file), 24));
    assertEquals(Fault.UNREADABLE, refused.fault());
  }

  @Test
  void valuesThatAreNoClassesAreNoLabels() {
    MetaImageBytes file = MetaImageBytes.counting();
    file.voxels().putFloat(0, 0.5f);
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> MetaImage.readLabelMap(file.stream(), 24));
    assertEquals(Fault.LABEL_NOT_INTEGRAL, refused.fault());
  }
}
