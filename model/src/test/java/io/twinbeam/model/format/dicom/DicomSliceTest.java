package io.twinbeam.model.format.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.dicom.DicomBytes.Syntax;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DicomSliceTest {

  private static final long LIMIT = 1 << 20;

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void everyPlainTransferSyntaxSaysTheSame(Syntax syntax) throws IOException {
    DicomSlice slice = DicomSlice.read(DicomBytes.slice(syntax).stream(), LIMIT);
    assertEquals("1.2.3.4", slice.seriesInstanceUid());
    assertEquals("1.2.3.4.5", slice.sopInstanceUid());
    assertEquals("MR", slice.modality());
    assertEquals("T2 axial", slice.seriesDescription());
    assertEquals(new PixelLayout(2, 3, 16, 16, 15, true, 1, 0), slice.layout());
    assertEquals(
        new SlicePlane(new Vector(0, 0, 0), new Vector(1, 0, 0), new Vector(0, 1, 0), 0.5, 2),
        slice.plane());
    assertPixels(slice, 1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void nestedAndPrivateElementsArePassedOver(Syntax syntax) throws IOException {
    for (boolean undefined : new boolean[] {false, true}) {
      DicomBytes icon = DicomBytes.empty(syntax).us(0x00280010, 77).pixels(9, 9);
      DicomBytes deep =
          DicomBytes.empty(syntax)
              .text(0x0020000e, "UI", "9.9.9")
              .sequence(0x00081140, "SQ", undefined, icon, icon)
              .sequence(0x00091010, "SQ", !undefined, icon);
      DicomBytes file =
          DicomBytes.slice(syntax)
              .sequence(0x00081115, "SQ", undefined, deep, DicomBytes.empty(syntax), deep)
              .sequence(0x00880200, "SQ", undefined, icon)
              .sequence(0x00081250, "SQ", undefined)
              .text(0x00290010, "LO", "PRIVATE GROUP")
              .bytes(0x00291001, "OB", new byte[5000])
              .bytes(0x00291002, "UN", new byte[] {1, 2, 3, 4});
      DicomSlice slice = DicomSlice.read(file.stream(), LIMIT);
      assertEquals("1.2.3.4", slice.seriesInstanceUid());
      assertEquals(2, slice.layout().rows());
      assertPixels(slice, 1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void anUnknownValueOfUndefinedLengthHoldsImplicitItems() throws IOException {
    for (Syntax syntax : new Syntax[] {Syntax.EXPLICIT, Syntax.BIG}) {
      DicomBytes item = DicomBytes.empty(Syntax.IMPLICIT).us(0x00280010, 77);
      // The items of a little-endian file behind the head of the element under test.
      byte[] items =
          DicomBytes.empty(Syntax.IMPLICIT).sequence(0x00091010, "SQ", true, item).dataSet();
      byte[] content = Arrays.copyOfRange(items, 8, items.length);
      DicomBytes file = DicomBytes.slice(syntax).element(0x00091010, "UN", -1, content);
      assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 2, 3, 4, 5, 6);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Syntax.class,
      names = {"IMPLICIT", "EXPLICIT", "BIG"})
  void aFileOfNothingButItsDataSetIsRead(Syntax syntax) throws IOException {
    byte[] bare = DicomBytes.slice(syntax).withoutPreamble().withoutMeta().toArray();
    assertPixels(DicomSlice.read(new ByteArrayInputStream(bare), LIMIT), 1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void aFileThatStartsWithItsMetaInformationIsRead(Syntax syntax) throws IOException {
    DicomBytes file = DicomBytes.slice(syntax).withoutPreamble();
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void theHeaderAloneNeedsNoPixels(Syntax syntax) throws IOException {
    DicomBytes file =
        DicomBytes.slice(syntax).element(0x7fe00010, "OW", 1L << 31, new byte[] {1, 2});
    DicomSlice header = DicomSlice.readHeader(file.stream(), 1000);
    assertFalse(header.hasPixels());
    assertEquals("1.2.3.4", header.seriesInstanceUid());
    assertEquals(2, header.layout().rows());
  }

  @Test
  void theHeaderAloneLeavesThePixelsUnread() throws IOException {
    DicomBytes file = DicomBytes.slice().bytes(0x7fe00010, "OW", new byte[1 << 20]);
    ByteArrayInputStream in = new ByteArrayInputStream(file.toArray());
    DicomSlice.readHeader(in, LIMIT);
    assertTrue(in.available() > (1 << 20) - (1 << 14), in.available() + " bytes left");
  }

  @Test
  void whatFollowsThePixelsIsNotRead() throws IOException {
    byte[] file = DicomBytes.slice().toArray();
    byte[] tail = Arrays.copyOf(file, file.length + (1 << 20));
    Arrays.fill(tail, file.length, tail.length, (byte) 0xff);
    ByteArrayInputStream in = new ByteArrayInputStream(tail);
    assertPixels(DicomSlice.read(in, file.length), 1, 2, 3, 4, 5, 6);
    assertTrue(in.available() > (1 << 20) - (1 << 14), in.available() + " bytes left");
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void storedBitsAreCutOutAndSigned(Syntax syntax) throws IOException {
    int[] words = {0x0001, 0x0fff, 0x0800, 0x07ff, 0xf001, 0xffff};
    DicomBytes file = DicomBytes.slice(syntax).us(0x00280101, 12).us(0x00280102, 11).pixels(words);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, -1, -2048, 2047, 1, -1);
    file.us(0x00280103, 0);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 4095, 2048, 2047, 1, 4095);
    file.us(0x00280102, 15);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 0, 255, 128, 127, 3840, 4095);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void sixteenBitsKeepTheirWholeRange(Syntax syntax) throws IOException {
    DicomBytes file = DicomBytes.slice(syntax).pixels(0, 1, 0x7fff, 0x8000, 0xffff, 258);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 0, 1, 32767, -32768, -1, 258);
    file.us(0x00280103, 0);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 0, 1, 32767, 32768, 65535, 258);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void eightBitsMayComeAsBytesOrWords(Syntax syntax) throws IOException {
    DicomBytes file =
        DicomBytes.slice(syntax)
            .us(0x00280100, 8)
            .us(0x00280101, 8)
            .us(0x00280102, 7)
            .us(0x00280103, 0);
    file.bytes(0x7fe00010, "OB", new byte[] {1, 2, 3, 4, 5, (byte) 200});
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 2, 3, 4, 5, 200);
    // The first pixel is the low byte of the first word.
    file.pixels(0x0201, 0x0403, 0xc805);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 2, 3, 4, 5, 200);
    file.us(0x00280103, 1);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 2, 3, 4, 5, -56);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void anOddNumberOfBytesMayBePadded(Syntax syntax) throws IOException {
    DicomBytes file =
        DicomBytes.slice(syntax)
            .us(0x00280010, 1)
            .us(0x00280100, 8)
            .us(0x00280101, 8)
            .us(0x00280102, 7)
            .bytes(0x7fe00010, "OB", new byte[] {1, 2, 3, 0});
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void thirtyTwoBitsComeAsTwoWordsLowOneFirst(Syntax syntax) throws IOException {
    DicomBytes file =
        DicomBytes.slice(syntax)
            .us(0x00280010, 1)
            .us(0x00280100, 32)
            .us(0x00280101, 32)
            .us(0x00280102, 31)
            .pixels(0x0001, 0x0002, 0xffff, 0xffff, 0x0000, 0x8000);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 131073, -1, Integer.MIN_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"2,-1024", "0.5,3", "-1,0", "1e-3,1E2", "+2.5,.5"})
  void slopeAndInterceptAreApplied(String slope, String intercept) throws IOException {
    DicomBytes file =
        DicomBytes.slice().text(0x00281053, "DS", slope).text(0x00281052, "DS", " " + intercept);
    DicomSlice slice = DicomSlice.read(file.stream(), LIMIT);
    float[] expected = new float[6];
    for (int n = 0; n < 6; n++) {
      expected[n] = (float) ((n + 1) * Double.parseDouble(slope) + Double.parseDouble(intercept));
    }
    assertPixels(slice, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MONOCHROME1", "MONOCHROME2", ""})
  void theWayOfDisplayLeavesTheNumbersAlone(String interpretation) throws IOException {
    DicomBytes file = DicomBytes.slice().text(0x00280004, "CS", interpretation);
    assertPixels(DicomSlice.read(file.stream(), LIMIT), 1, 2, 3, 4, 5, 6);
  }

  @Test
  void shortCosinesAreStretchedToUnitLength() throws IOException {
    DicomBytes file =
        DicomBytes.slice().text(0x00200037, "DS", "0.7071\\0.7071\\0\\-0.7071\\0.7071\\0");
    SlicePlane plane = DicomSlice.read(file.stream(), LIMIT).plane();
    assertEquals(1, plane.alongRow().length(), 1e-15);
    assertEquals(Math.sqrt(0.5), plane.alongColumn().y(), 1e-15);
  }

  private static void assertPixels(DicomSlice slice, float... expected) {
    float[] actual = new float[expected.length];
    for (int n = 0; n < actual.length; n++) {
      actual[n] = slice.valueAt(slice.layout(), n);
    }
    assertArrayEquals(expected, actual);
  }
}
