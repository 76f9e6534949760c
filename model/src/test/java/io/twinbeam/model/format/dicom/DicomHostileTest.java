package io.twinbeam.model.format.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.twinbeam.model.format.dicom.DicomBytes.Syntax;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DicomHostileTest {

  private static final long LIMIT = 1 << 20;

  private static Arguments of(Fault fault, String hint, DicomBytes file) {
    return Arguments.of(fault, hint, file);
  }

  private static DicomBytes good() {
    return DicomBytes.slice();
  }

  static List<Arguments> broken() {
    return List.of(
        of(Fault.TRANSFER_SYNTAX, "(JPEG)", good().declared("1.2.840.10008.1.2.4.50")),
        of(Fault.TRANSFER_SYNTAX, "(JPEG-LS)", good().declared("1.2.840.10008.1.2.4.80")),
        of(Fault.TRANSFER_SYNTAX, "(JPEG 2000)", good().declared("1.2.840.10008.1.2.4.91")),
        of(Fault.TRANSFER_SYNTAX, "run-length", good().declared("1.2.840.10008.1.2.5")),
        of(Fault.TRANSFER_SYNTAX, "1.2.4.95", good().declared("1.2.840.10008.1.2.4.95")),
        of(Fault.TRANSFER_SYNTAX, "1.2.3.9", good().declared("1.2.3.9")),
        of(
            Fault.MALFORMED,
            "two capitals",
            DicomBytes.slice(Syntax.IMPLICIT).declared(Syntax.EXPLICIT.uid)),
        of(Fault.UNSUPPORTED, "SeriesInstanceUID", good().without(0x0020000e)),
        of(Fault.MALFORMED, "SeriesInstanceUID", good().text(0x0020000e, "UI", "../etc")),
        of(Fault.MALFORMED, "SeriesInstanceUID", good().text(0x0020000e, "UI", "1".repeat(65))),
        of(Fault.MALFORMED, "at most 1024", good().bytes(0x0008103e, "LO", new byte[1026])),
        of(Fault.UNSUPPORTED, "Rows", good().without(0x00280010)),
        of(Fault.MALFORMED, "Rows", good().us(0x00280010, 0)),
        of(Fault.MALFORMED, "Rows must have 2 bytes", good().bytes(0x00280010, "UL", new byte[4])),
        of(Fault.UNSUPPORTED, "3", good().us(0x00280002, 3).text(0x00280004, "CS", "RGB")),
        of(Fault.UNSUPPORTED, "colour", good().text(0x00280004, "CS", "PALETTE COLOR")),
        of(Fault.UNSUPPORTED, "1 frame", good().text(0x00280008, "IS", "20")),
        of(Fault.UNSUPPORTED, "ModalityLUT", good().sequence(0x00283000, "SQ", true, good())),
        of(Fault.UNSUPPORTED, "BitsAllocated", good().us(0x00280100, 12)),
        of(Fault.UNSUPPORTED, "BitsAllocated", good().us(0x00280100, 1)),
        of(Fault.MALFORMED, "BitsAllocated", good().without(0x00280100)),
        of(Fault.MALFORMED, "BitsStored", good().us(0x00280101, 17)),
        of(Fault.MALFORMED, "BitsStored", good().us(0x00280101, 0)),
        of(Fault.MALFORMED, "HighBit", good().us(0x00280102, 16)),
        of(Fault.MALFORMED, "HighBit", good().us(0x00280102, 14)),
        of(Fault.MALFORMED, "PixelRepresentation", good().us(0x00280103, 2)),
        of(Fault.MALFORMED, "PixelRepresentation", good().without(0x00280103)),
        of(Fault.MALFORMED, "RescaleSlope", good().text(0x00281053, "DS", "0")),
        of(Fault.MALFORMED, "RescaleSlope", good().text(0x00281053, "DS", "NaN")),
        of(Fault.MALFORMED, "RescaleSlope", good().text(0x00281053, "DS", "1e999")),
        of(Fault.MALFORMED, "RescaleSlope", good().text(0x00281053, "DS", "1.2.3")),
        of(Fault.MALFORMED, "RescaleIntercept", good().text(0x00281052, "DS", "1\\2")),
        of(Fault.BAD_AFFINE, "ImagePositionPatient", good().without(0x00200032)),
        of(Fault.BAD_AFFINE, "ImageOrientationPatient", good().without(0x00200037)),
        of(Fault.BAD_AFFINE, "PixelSpacing", good().without(0x00280030)),
        of(Fault.MALFORMED, "ImagePosition", good().text(0x00200032, "DS", "1\\2")),
        of(Fault.MALFORMED, "ImagePosition", good().text(0x00200032, "DS", "1\\2\\x")),
        of(Fault.BAD_AFFINE, "within", good().text(0x00200032, "DS", "1\\2\\1e300")),
        of(Fault.BAD_AFFINE, "PixelSpacing", good().text(0x00280030, "DS", "1\\0")),
        of(Fault.BAD_AFFINE, "PixelSpacing", good().text(0x00280030, "DS", "-1\\1")),
        of(Fault.BAD_AFFINE, "unit", good().text(0x00200037, "DS", "0\\0\\0\\0\\0\\0")),
        of(Fault.BAD_AFFINE, "unit", good().text(0x00200037, "DS", "1\\0\\0\\1\\0\\0")),
        of(Fault.BAD_AFFINE, "unit", good().text(0x00200037, "DS", "2\\0\\0\\0\\2\\0")),
        of(Fault.UNSUPPORTED, "PixelData", good().without(0x7fe00010)),
        of(
            Fault.UNSUPPORTED,
            "PixelData",
            good().without(0x7fe00010).bytes(0x7fe00008, "OW", new byte[24])),
        of(Fault.MALFORMED, "12 bytes", good().pixels(1, 2, 3, 4, 5)),
        of(Fault.MALFORMED, "12 bytes", good().pixels(1, 2, 3, 4, 5, 6, 7)),
        of(Fault.MALFORMED, "no stated", good().element(0x7fe00010, "OW", -1, new byte[12])),
        of(Fault.UNREADABLE, "12 bytes", good().element(0x7fe00010, "OW", 12, new byte[11])),
        of(Fault.TOO_LARGE, "4294967294", good().element(0x00091010, "OB", -2, new byte[9])),
        of(Fault.UNREADABLE, "65534", good().element(0x00091010, "LO", 65534, new byte[9])),
        of(Fault.MALFORMED, "hold items", good().element(0x00091010, "SQ", -1, good().dataSet())),
        of(
            Fault.MALFORMED,
            "lie in a seq",
            good().without(0x7fe00010).element(0xfffee000, "", 0, new byte[0])));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void aBrokenFileIsRefusedWithItsFaultAndItsAttribute(Fault fault, String hint, DicomBytes file) {
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class,
            () -> DicomSeries.assemble(List.of(DicomSlice.read(file.stream(), LIMIT))));
    assertEquals(fault, refused.fault(), refused.getMessage());
    assertTrue(refused.getMessage().contains(hint), refused.getMessage());
  }

  @Test
  void otherFilesAreNotTakenForDicom() {
    byte[] text = "case,dice\n1,0.9\n".repeat(99).getBytes(StandardCharsets.UTF_8);
    assertEquals(Fault.MALFORMED, refusal(text).fault());
    assertEquals(Fault.MALFORMED, refusal(new byte[1000]).fault());
    assertEquals(Fault.UNREADABLE, refusal(new byte[0]).fault());
    assertEquals(Fault.UNREADABLE, refusal(new byte[] {8, 0, 5}).fault());
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void everyCutOfAFileIsRefused(Syntax syntax) {
    DicomBytes inner = DicomBytes.empty(syntax).us(0x00280010, 7);
    byte[] file = DicomBytes.slice(syntax).sequence(0x00091010, "SQ", true, inner).toArray();
    // The end of a deflate stream comes after its last byte of content.
    int needed = syntax == Syntax.DEFLATED ? file.length - 8 : file.length;
    for (int length = 0; length < needed; length++) {
      refusal(Arrays.copyOf(file, length));
    }
  }

  @Test
  void aCutDeflateStreamIsUnreadable() {
    byte[] file = DicomBytes.slice(Syntax.DEFLATED).toArray();
    assertEquals(Fault.UNREADABLE, refusal(Arrays.copyOf(file, file.length - 40)).fault());
    file[file.length - 60] ^= 0x55;
    refusal(file);
  }

  @Test
  void aDeflateBombGoesOffInTheLimit() {
    byte[] bomb =
        DicomBytes.slice(Syntax.DEFLATED).bytes(0x00091010, "OB", new byte[1 << 26]).toArray();
    assertTrue(bomb.length < 1 << 17, bomb.length + " bytes");
    long before = allocatedBytes();
    assertEquals(Fault.TOO_LARGE, refusal(bomb).fault());
    long allocated = allocatedBytes() - before;
    assertTrue(allocated < 1 << 23, allocated + " bytes allocated");
  }

  @Test
  void pixelsThatAreNotThereTakeNoMemory() {
    // 65535 x 16000 pixels of 16 bits would take 2 gigabytes.
    DicomBytes file =
        good()
            .us(0x00280010, 65535)
            .us(0x00280011, 16000)
            .element(0x7fe00010, "OW", 65535L * 16000 * 2, new byte[99]);
    long before = allocatedBytes();
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> DicomSlice.read(file.stream(), Long.MAX_VALUE));
    assertEquals(Fault.UNREADABLE, refused.fault());
    long allocated = allocatedBytes() - before;
    assertTrue(allocated < 1 << 23, allocated + " bytes allocated");
    file.us(0x00280011, 65535);
    assertEquals(Fault.TOO_LARGE, refusal(file.toArray()).fault());
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 40, 100000})
  void sequencesNestToALimit(int depth) throws IOException {
    // An item of undefined length that holds a sequence of undefined length, over and over.
    byte[] opening = {
      (byte) 0xfe,
      (byte) 0xff,
      0,
      (byte) 0xe0,
      -1,
      -1,
      -1,
      -1,
      9,
      0,
      0x10,
      0x10,
      'S',
      'Q',
      0,
      0,
      -1,
      -1,
      -1,
      -1
    };
    byte[] closing = {
      (byte) 0xfe,
      (byte) 0xff,
      (byte) 0xdd,
      (byte) 0xe0,
      0,
      0,
      0,
      0,
      (byte) 0xfe,
      (byte) 0xff,
      0x0d,
      (byte) 0xe0,
      0,
      0,
      0,
      0
    };
    byte[] content = new byte[36 * depth + 8];
    for (int n = 0; n < depth; n++) {
      System.arraycopy(opening, 0, content, 20 * n, 20);
      System.arraycopy(closing, 0, content, 20 * depth + 16 * n, 16);
    }
    System.arraycopy(closing, 0, content, 36 * depth, 8);
    byte[] file = good().element(0x00091010, "SQ", -1, content).toArray();
    if (depth < 32) {
      DicomSlice slice = DicomSlice.read(new ByteArrayInputStream(file), LIMIT);
      assertEquals(6, slice.valueAt(slice.layout(), 5));
    } else {
      InvalidCaseException refused = refusal(file);
      assertEquals(Fault.MALFORMED, refused.fault());
      assertTrue(refused.getMessage().contains("deep"), refused.getMessage());
    }
  }

  @Test
  void theByteLimitOfTheCallerHolds() throws IOException {
    byte[] file = good().toArray();
    assertEquals("MR", DicomSlice.read(new ByteArrayInputStream(file), file.length).modality());
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class,
            () -> DicomSlice.read(new ByteArrayInputStream(file), file.length - 1));
    assertEquals(Fault.TOO_LARGE, refused.fault());
  }

  @Test
  void aFailingStreamIsNoBrokenFile() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            throw new IOException("connection reset");
          }
        };
    assertThrows(IOException.class, () -> DicomSlice.read(failing, LIMIT));
  }

  private static InvalidCaseException refusal(byte[] file) {
    return assertThrows(
        InvalidCaseException.class,
        () -> DicomSlice.read(new ByteArrayInputStream(file), LIMIT),
        () -> "length " + file.length);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
