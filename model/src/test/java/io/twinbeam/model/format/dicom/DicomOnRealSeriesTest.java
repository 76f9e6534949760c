package io.twinbeam.model.format.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.SharedData;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reads MR series of the TCIA Brain-Tumor-Progression collection; skipped where the folder that
 * holds them is absent.
 */
class DicomOnRealSeriesTest {

  private static final long LIMIT = 1 << 20;
  private static final long VOXELS = 1 << 27;

  private final IdentityHashMap<DicomSlice, Path> sources = new IdentityHashMap<>();
  private Path folder;

  @BeforeEach
  void findTheFolder() {
    folder = SharedData.folder("dicom");
  }

  @ParameterizedTest
  @CsvSource({"study1,35,51,32,154", "study3,34,50,40,194"})
  void anAxialSeriesHasTheShapeSpacingAndValuesOfItsFiles(
      String study, int columns, int rows, int files, int highest) throws IOException {
    DicomSeries series = onlySeries(folder.resolve(study));
    Volume volume = series.volume(VOXELS, this::read);
    assertEquals(new GridShape(columns, rows, files), volume.shape());
    // Identity orientation, first position (0, 0, 1) mm; left and back of LPS turn to minus.
    assertEquals(Affine.ofRows(-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 1), volume.grid().affine());
    assertEquals(2, values(volume).min().orElseThrow());
    assertEquals(highest, values(volume).max().orElseThrow());
    assertEquals("HippoCrop", series.slices().get(0).seriesDescription());
    for (int k = 0; k < files; k++) {
      // The exporter numbered files by position: N.dcm lies at z = N mm.
      Path file = sources.get(series.slices().get(k));
      assertEquals((k + 1) + ".dcm", file.getFileName().toString());
      assertSlice(volume, k, file);
    }
  }

  @Test
  void theObliqueSeriesHasTheShapeSpacingAndValuesOfItsFiles() throws IOException {
    DicomSeries series = onlySeries(folder.resolve("study3-t2-oblique"));
    Volume volume = series.volume(VOXELS, this::read);
    assertEquals(new GridShape(280, 320, 22), volume.shape());
    // The step comes from the positions; the files state a thickness of 5 mm.
    assertArrayEquals(new double[] {0.6875, 0.6875, 6.5}, volume.grid().spacingMm(), 1e-6);
    assertEquals(0, values(volume).min().orElseThrow());
    assertEquals(1391, values(volume).max().orElseThrow());
    assertEquals(473_725_195, values(volume).sum());
    // By ImagePositionPatient, lowest first.
    int[] order = {15, 0, 10, 11, 21, 3, 16, 1, 14, 9, 8, 18, 6, 20, 7, 12, 19, 2, 17, 13, 5, 4};
    for (int k = 0; k < order.length; k++) {
      Path file = sources.get(series.slices().get(k));
      assertEquals(String.format("%06d.dcm", order[k]), file.getFileName().toString());
      assertSlice(volume, k, file);
    }
  }

  /*
   * Worked out from the headers by hand, in LPS mm:
   *   first position  P = (-97.178176103646, -83.173485645312, -11.4223427133950)
   *   last position   Q = (-97.143071769292, -57.597252735156, 122.6601081533)
   *   row cosines     r = (0.99999996693059, -0.0000481874506, -0.0002526198484)
   *   column cosines  c = (0.0000000002046187, 0.98228909079532, -0.1873716683613)
   * The last column lies 279 * 0.6875 = 191.8125 mm along r:
   *   R = (191.8124936569, -0.0092429554, -0.0484556447)
   * The last row lies 319 * 0.6875 = 219.3125 mm along c:
   *   C = (0.0000000449, 215.4282762250, -41.0929490175)
   * Corners are sums of these with the first two coordinates negated for RAS, for example
   *   P + R + C = (94.6343175981, 132.2455476243, -52.5637473756) -> (-94.634318, -132.245548, ...)
   */
  @ParameterizedTest
  @CsvSource({
    "  0,   0,  0,  97.178176,   83.173486, -11.422343", // P
    "279,   0,  0, -94.634318,   83.182729, -11.470798", // P + R
    "  0, 319,  0,  97.178176, -132.254791, -52.515292", // P + C
    "279, 319,  0, -94.634318, -132.245548, -52.563747", // P + R + C
    "  0,   0, 21,  97.143072,   57.597253, 122.660108", // Q
    "279,   0, 21, -94.669422,   57.606496, 122.611653", // Q + R
    "  0, 319, 21,  97.143072, -157.831023,  81.567159", // Q + C
    "279, 319, 21, -94.669422, -157.821781,  81.518703", // Q + R + C
  })
  void theCornersOfTheObliqueSeriesLieWhereTheHeadersPutThem(
      int i, int j, int k, double x, double y, double z) throws IOException {
    Affine affine = onlySeries(folder.resolve("study3-t2-oblique")).grid().affine();
    assertArrayEquals(new double[] {x, y, z}, affine.apply(i, j, k), 1e-6);
  }

  @Test
  void aTreeOfMixedSeriesFallsApartIntoItsSeries() throws IOException {
    List<Integer> sizes =
        DicomSeries.group(headers(folder)).values().stream()
            .map(slices -> DicomSeries.of(slices).slices().size())
            .sorted()
            .toList();
    assertEquals(List.of(22, 32, 40), sizes);
  }

  private DicomSeries onlySeries(Path study) throws IOException {
    List<List<DicomSlice>> series = List.copyOf(DicomSeries.group(headers(study)).values());
    assertEquals(1, series.size());
    return DicomSeries.of(series.get(0));
  }

  private List<DicomSlice> headers(Path tree) throws IOException {
    List<DicomSlice> headers = new ArrayList<>();
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          headers.add(DicomSlice.readHeader(in, LIMIT));
          sources.put(headers.get(headers.size() - 1), file);
        }
      }
    }
    Collections.reverse(headers);
    return headers;
  }

  private DicomSlice read(DicomSlice header) throws IOException {
    try (InputStream in = Files.newInputStream(sources.get(header))) {
      return DicomSlice.read(in, LIMIT);
    }
  }

  private static DoubleStream values(Volume volume) {
    return IntStream.range(0, volume.voxels().length).mapToDouble(n -> volume.voxels()[n]);
  }

  // In these files the pixel data come last: 16 bits, little endian, unscaled.
  private static void assertSlice(Volume volume, int k, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int columns = volume.shape().x();
    int rows = volume.shape().y();
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    words.position(bytes.length - 2 * columns * rows);
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < columns; i++) {
        assertEquals(words.getShort(), volume.at(i, j, k));
      }
    }
  }
}
