package io.twinbeam.model.format.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.dicom.DicomBytes.Syntax;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DicomSeriesTest {

  private static final long LIMIT = 1 << 20;

  // Axial slices at these heights, each filled with ten times its number.
  private static List<DicomBytes> axial(double... heightsMm) {
    List<DicomBytes> files = new ArrayList<>();
    for (int n = 0; n < heightsMm.length; n++) {
      int first = 10 * n;
      files.add(
          DicomBytes.slice()
              .at(4, 5, heightsMm[n])
              .pixels(first, first + 1, first + 2, first + 3, first + 4, first + 5));
    }
    return files;
  }

  private static List<DicomSlice> read(List<DicomBytes> files) throws IOException {
    List<DicomSlice> slices = new ArrayList<>();
    for (DicomBytes file : files) {
      slices.add(DicomSlice.read(file.stream(), LIMIT));
    }
    return slices;
  }

  private static void assertRefused(Fault fault, String hint, List<DicomBytes> files)
      throws IOException {
    List<DicomSlice> slices = read(files);
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> DicomSeries.assemble(slices));
    assertEquals(fault, refused.fault(), refused.getMessage());
    assertTrue(refused.getMessage().contains(hint), refused.getMessage());
  }

  @Test
  void slicesAreOrderedByPositionAndPutOnTheirGrid() throws IOException {
    Volume volume = DicomSeries.assemble(read(axial(7, 4, 10)));
    assertEquals(new GridShape(3, 2, 3), volume.shape());
    // 0.5 mm from column to column, 2 mm from row to row; patient left and back become minus.
    assertArrayEquals(
        new double[] {-0.5, 0, 0, -4, 0, -2, 0, -5, 0, 0, 3, 4},
        volume.grid().affine().toRows(),
        1e-12);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        assertEquals(10 + 3 * j + i, volume.at(i, j, 0));
        assertEquals(3 * j + i, volume.at(i, j, 1));
        assertEquals(20 + 3 * j + i, volume.at(i, j, 2));
      }
    }
  }

  @Test
  void theOrderOfTheFilesIsNotTheOrderOfTheSlices() throws IOException {
    List<DicomSlice> slices = read(axial(1, 2, 3, 4, 5));
    Volume expected = DicomSeries.assemble(slices);
    for (int turn = 0; turn < 5; turn++) {
      Collections.rotate(slices, 1);
      assertEquals(expected, DicomSeries.assemble(slices));
    }
    Collections.reverse(slices);
    assertEquals(expected, DicomSeries.assemble(slices));
  }

  @Test
  void instanceNumbersAndThicknessAreNotTrusted() throws IOException {
    List<DicomBytes> files = axial(0, 6.5, 13);
    for (int n = 0; n < 3; n++) {
      files.get(n).text(0x00200013, "IS", "" + (9 - n)).text(0x00180050, "DS", "5");
      files.get(n).text(0x00180088, "DS", "4");
    }
    Volume volume = DicomSeries.assemble(read(files));
    assertEquals(6.5, volume.grid().spacingMm()[2], 1e-12);
    assertEquals(20, volume.at(0, 0, 2));
  }

  @Test
  void aSagittalStackKeepsItsOrientation() throws IOException {
    List<DicomBytes> files = axial(0, 0, 0);
    for (int n = 0; n < 3; n++) {
      // Columns run to the back, rows to the feet: the normal points to the right, -x in LPS.
      files.get(n).text(0x00200037, "DS", "0\\1\\0\\0\\0\\-1").at(30 - 2 * n, -40, 50);
    }
    Collections.reverse(files);
    VoxelGrid grid = DicomSeries.assemble(read(files)).grid();
    assertArrayEquals(
        new double[] {0, 0, 2, -30, -0.5, 0, 0, 40, 0, -2, 0, 50}, grid.affine().toRows(), 1e-12);
    assertTrue(grid.affine().determinant() > 0, "no axis is mirrored");
  }

  @Test
  void aLeaningStackKeepsItsLean() throws IOException {
    List<DicomBytes> files = axial(0, 3, 6);
    for (int n = 0; n < 3; n++) {
      files.get(n).at(0, n, 3 * n);
    }
    VoxelGrid grid = DicomSeries.assemble(read(files)).grid();
    assertArrayEquals(new double[] {0, -2, 6}, grid.affine().apply(0, 0, 2), 1e-12);
  }

  @Test
  void eachSliceHasItsOwnSlopeAndIntercept() throws IOException {
    List<DicomBytes> files = axial(0, 1);
    files.get(0).text(0x00281053, "DS", "2").text(0x00281052, "DS", "100");
    files.get(1).text(0x00281053, "DS", "0.5").text(0x00281052, "DS", "-1");
    Volume volume = DicomSeries.assemble(read(files));
    assertEquals(2 * 5 + 100, volume.at(2, 1, 0));
    assertEquals(0.5 * 15 - 1, volume.at(2, 1, 1));
  }

  @Test
  void slicesAreGroupedBySeries() throws IOException {
    List<DicomBytes> files = axial(0, 1, 2, 3);
    files.get(1).text(0x0020000e, "UI", "1.2.2");
    files.get(3).text(0x0020000e, "UI", "1.2.2");
    List<DicomSlice> slices = read(files);
    Map<String, List<DicomSlice>> series = DicomSeries.group(slices);
    assertEquals(List.of("1.2.2", "1.2.3.4"), List.copyOf(series.keySet()));
    assertEquals(List.of(slices.get(1), slices.get(3)), series.get("1.2.2"));
    assertEquals(List.of(slices.get(0), slices.get(2)), series.get("1.2.3.4"));
  }

  @Test
  void pixelsCanBeReadSliceBySliceAfterTheHeaders() throws IOException {
    List<DicomBytes> files = axial(7, 4, 10);
    IdentityHashMap<DicomSlice, DicomBytes> sources = new IdentityHashMap<>();
    List<DicomSlice> headers = new ArrayList<>();
    for (DicomBytes file : files) {
      headers.add(DicomSlice.readHeader(file.stream(), LIMIT));
      sources.put(headers.get(headers.size() - 1), file);
    }
    DicomSeries series = DicomSeries.of(headers);
    assertSame(headers.get(1), series.slices().get(0));
    Volume volume =
        series.volume(18, header -> DicomSlice.read(sources.get(header).stream(), LIMIT));
    assertEquals(DicomSeries.assemble(read(files)), volume);
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> series.volume(17, header -> header));
    assertEquals(Fault.TOO_LARGE, refused.fault());
    assertThrows(IllegalArgumentException.class, () -> DicomSeries.assemble(headers));
  }

  @Test
  void aSliceThatChangedSinceItsHeaderIsRefused() throws IOException {
    DicomSeries series = DicomSeries.of(read(axial(0, 1)));
    DicomBytes wider = DicomBytes.slice().us(0x00280011, 4).pixels(1, 2, 3, 4, 5, 6, 7, 8);
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class,
            () -> series.volume(12, header -> DicomSlice.read(wider.stream(), LIMIT)));
    assertEquals(Fault.UNREADABLE, refused.fault());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8})
  void aMissingSliceIsNoticedWhereverItWas(int missing) throws IOException {
    double[] heights = new double[9];
    for (int n = 0, height = 0; n < 9; n++, height++) {
      height += height == missing ? 1 : 0;
      heights[n] = 2.5 * height;
    }
    assertRefused(
        Fault.SLICES_MISSING, "after slice " + missing + " of 9 is 5.000 mm", axial(heights));
  }

  @Test
  void roundedPositionsAreNoGaps() throws IOException {
    double[] step = {0, 0.6, 1.3, 1.9, 2.5, 3.1, 3.8, 4.4, 5};
    assertEquals(0.625, DicomSeries.of(read(axial(step))).grid().spacingMm()[2], 1e-12);
  }

  @Test
  void twoSlicesAtOnePositionAreRefused() throws IOException {
    assertRefused(Fault.SLICES_DUPLICATE, "slices 2 and 3 of 4", axial(0, 1, 2, 1));
    assertRefused(Fault.SLICES_DUPLICATE, "slices 1 and 2 of 2", axial(3, 3));
    assertRefused(Fault.SLICES_DUPLICATE, "0.000500 mm", axial(0, 1, 1.0005, 2));
  }

  @Test
  void slicesThatDifferInSizeSpacingOrOrientationAreRefused() throws IOException {
    List<DicomBytes> files = axial(0, 1, 2);
    files.get(1).us(0x00280010, 3).us(0x00280011, 2);
    assertRefused(Fault.SERIES_MIXED, "one size, have 2 rows, 3 columns", files);
    files = axial(0, 1, 2);
    files.get(2).text(0x00280030, "DS", "2\\0.51");
    assertRefused(Fault.SERIES_MIXED, "one PixelSpacing, have 2.0 x 0.5 mm", files);
    files = axial(0, 1, 2);
    files.get(2).text(0x00200037, "DS", "1\\0\\0\\0\\0\\-1");
    assertRefused(Fault.SERIES_MIXED, "one ImageOrientationPatient", files);
    files = axial(0, 1, 2);
    files.get(0).text(0x0020000e, "UI", "1.2");
    assertRefused(Fault.SERIES_MIXED, "one SeriesInstanceUID, have 1.2 and 1.2.3.4", files);
    files = axial(0, 1, 2);
    files.get(1).at(4.1, 5, 1);
    assertRefused(Fault.SERIES_MIXED, "slice 2 of 3 is 0.1000 mm beside it", files);
  }

  @Test
  void differencesWithinRoundingAreOneSeries() throws IOException {
    List<DicomBytes> files = axial(0, 1, 2);
    files.get(1).text(0x00280030, "DS", "2.0001\\0.50001").at(4.01, 5.01, 1.01);
    files.get(2).text(0x00200037, "DS", "1\\0.00001\\0\\-0.00001\\1\\0");
    assertEquals(3, DicomSeries.of(read(files)).slices().size());
  }

  @Test
  void aSingleSliceTakesItsStepFromTheHeader() throws IOException {
    DicomBytes file = DicomBytes.slice().at(1, 2, 3);
    assertRefused(Fault.BAD_AFFINE, "SliceThickness", List.of(file));
    file.text(0x00180050, "DS", "5");
    assertEquals(5, DicomSeries.assemble(read(List.of(file))).grid().spacingMm()[2], 1e-12);
    file.text(0x00180088, "DS", "6.5");
    Volume volume = DicomSeries.assemble(read(List.of(file)));
    assertArrayEquals(new double[] {-1, -2, 9.5}, volume.grid().affine().apply(0, 0, 1), 1e-12);
    file.text(0x00180088, "DS", "0").text(0x00180050, "DS", "");
    assertRefused(Fault.BAD_AFFINE, "above 0", List.of(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5"})
  void aCompressedSeriesIsRefusedOnceItIsKnownAsOne(String uid) throws IOException {
    DicomBytes file =
        DicomBytes.slice().declared(uid).element(0x7fe00010, "OB", -1, new byte[] {1, 2});
    DicomSlice header = DicomSlice.readHeader(file.stream(), LIMIT);
    assertEquals(List.of(header), DicomSeries.group(List.of(header)).get("1.2.3.4"));
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> DicomSeries.of(List.of(header)));
    assertEquals(Fault.TRANSFER_SYNTAX, refused.fault());
    assertTrue(refused.getMessage().contains(uid), refused.getMessage());
  }

  @Test
  void slicesOfSeveralEncodingsMakeOneVolume() throws IOException {
    List<DicomSlice> slices = new ArrayList<>();
    for (Syntax syntax : Syntax.values()) {
      DicomBytes file = DicomBytes.slice(syntax).at(0, 0, slices.size());
      slices.add(DicomSlice.read(file.stream(), LIMIT));
    }
    Volume volume = DicomSeries.assemble(slices);
    for (int k = 0; k < 4; k++) {
      assertEquals(6, volume.at(2, 1, k));
    }
  }
}
