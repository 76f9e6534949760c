package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiReadTest {

  static List<Arguments> typesAndOrders() {
    List<Arguments> all = new ArrayList<>();
    for (NiftiType type : NiftiType.values()) {
      all.add(Arguments.of(type, ByteOrder.LITTLE_ENDIAN));
      all.add(Arguments.of(type, ByteOrder.BIG_ENDIAN));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("typesAndOrders")
  void everyTypeInEveryByteOrderKeepsItsExtremes(NiftiType type, ByteOrder order)
      throws IOException {
    NiftiBytes file = NiftiBytes.of(type, order);
    ByteBuffer voxels = file.voxels();
    float[] expected = new float[24];
    for (int n = 0; n < 24; n++) {
      expected[n] = put(voxels, type, n);
    }
    Volume volume = Nifti.readVolume(file.stream());
    assertEquals(new GridShape(2, 3, 4), volume.shape());
    for (int n = 0; n < 24; n++) {
      assertEquals(expected[n], volume.at(n % 2, n / 2 % 3, n / 6), type + " voxel " + n);
    }
  }

  // Voxel 0 is the type's lowest value, 1 its highest, others count up; gives what must be read.
  private static float put(ByteBuffer voxels, NiftiType type, int n) {
    switch (type) {
      case UINT8, INT8 -> voxels.put(n, (byte) (n == 0 ? 0x80 : n == 1 ? 0x7f : n));
      case INT16, UINT16 -> voxels.putShort(2 * n, (short) (n == 0 ? 0x8000 : n == 1 ? 0x7fff : n));
      case INT32, UINT32 ->
          voxels.putInt(4 * n, n == 0 ? Integer.MIN_VALUE : n == 1 ? Integer.MAX_VALUE : n);
      case INT64, UINT64 ->
          voxels.putLong(8 * n, n == 0 ? Long.MIN_VALUE : n == 1 ? Long.MAX_VALUE : n);
      case FLOAT32 ->
          voxels.putFloat(4 * n, n == 0 ? -Float.MAX_VALUE : n == 1 ? Float.MAX_VALUE : n / 4f);
      case FLOAT64 -> voxels.putDouble(8 * n, n == 0 ? -1e300 : n == 1 ? 1e300 : n / 4.0);
    }
    if (n > 1) {
      return type == NiftiType.FLOAT32 || type == NiftiType.FLOAT64 ? n / 4f : n;
    }
    return switch (type) {
      case UINT8 -> n == 0 ? 128 : 127;
      case INT8 -> n == 0 ? -128 : 127;
      case UINT16 -> n == 0 ? 32768 : 32767;
      case INT16 -> n == 0 ? -32768 : 32767;
      case UINT32 -> 0x1p31f;
      case INT32 -> n == 0 ? -0x1p31f : 0x1p31f;
      case UINT64 -> 0x1p63f;
      case INT64 -> n == 0 ? -0x1p63f : 0x1p63f;
      case FLOAT32 -> n == 0 ? -Float.MAX_VALUE : Float.MAX_VALUE;
      case FLOAT64 -> n == 0 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    };
  }

  @Test
  void theLargestUnsignedValuesAreNotNegative() throws IOException {
    for (NiftiType type : List.of(NiftiType.UINT8, NiftiType.UINT16, NiftiType.UINT32)) {
      NiftiBytes file = NiftiBytes.of(type, ByteOrder.LITTLE_ENDIAN);
      for (int n = 0; n < type.bytes(); n++) {
        file.voxels().put(n, (byte) 0xff);
      }
      assertEquals(
          (float) (Math.pow(256, type.bytes()) - 1), Nifti.readVolume(file.stream()).at(0, 0, 0));
    }
    NiftiBytes file = NiftiBytes.of(NiftiType.UINT64, ByteOrder.BIG_ENDIAN);
    file.voxels().putLong(0, -1);
    assertEquals(0x1p64f, Nifti.readVolume(file.stream()).at(0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "2,-1024,true",
    "0,5,false",
    "NaN,5,false",
    "Infinity,5,false",
    "-0.5,0,true",
    "1,0,true"
  })
  void slopeAndInterceptApplyUnlessTheSlopeIsZeroOrNotFinite(
      float slope, float intercept, boolean applies) throws IOException {
    NiftiBytes file = NiftiBytes.counting().floats(112, slope, intercept);
    Volume volume = Nifti.readVolume(file.stream());
    assertEquals(applies ? 23 * slope + intercept : 23, volume.at(1, 2, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 7})
  void trailingAxesOfOneVoxelAreDropped(int axes) throws IOException {
    NiftiBytes file = NiftiBytes.counting().dims(axes, 2, 3, 4, 1, 1, 1, 1);
    assertEquals(new GridShape(2, 3, 4), Nifti.readGrid(file.stream()).shape());
  }

  @Test
  void axesBeyondTheDeclaredNumberAreIgnored() throws IOException {
    NiftiBytes file = NiftiBytes.counting().dims(3, 2, 3, 4, 0, -7, 9, 0);
    assertEquals(23, Nifti.readVolume(file.stream()).at(1, 2, 3));
  }

  @Test
  void extensionsBeforeTheVoxelsAreSkipped() throws IOException {
    byte[] plain = NiftiBytes.counting().floats(108, 40_000).toArray();
    byte[] extended = new byte[40_000 + 96];
    System.arraycopy(plain, 0, extended, 0, 348);
    Arrays.fill(extended, 348, 40_000, (byte) 0x55);
    System.arraycopy(plain, 352, extended, 40_000, 96);
    assertEquals(
        Nifti.readVolume(NiftiBytes.counting().stream()),
        Nifti.readVolume(new ByteArrayInputStream(extended)));
  }

  @Test
  void gzipIsToldByItsFirstBytes() throws IOException {
    byte[] zipped = NiftiBytes.gzip(NiftiBytes.counting().toArray());
    assertEquals(
        Nifti.readVolume(NiftiBytes.counting().stream()),
        Nifti.readVolume(new ByteArrayInputStream(zipped)));
  }

  @Test
  void bytesAfterTheVoxelsAreIgnored() throws IOException {
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(NiftiBytes.counting().toArray());
    longer.write(new byte[1000]);
    Volume expected = Nifti.readVolume(NiftiBytes.counting().stream());
    assertEquals(expected, Nifti.readVolume(new ByteArrayInputStream(longer.toByteArray())));
    byte[] zipped = NiftiBytes.gzip(longer.toByteArray());
    assertEquals(expected, Nifti.readVolume(new ByteArrayInputStream(zipped)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theStreamStaysOpen(boolean zipped) throws IOException {
    byte[] plain = NiftiBytes.counting().toArray();
    boolean[] closed = new boolean[1];
    InputStream in =
        new ByteArrayInputStream(zipped ? NiftiBytes.gzip(plain) : plain) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    Nifti.readVolume(in);
    assertEquals(false, closed[0]);
  }

  @Test
  void aFailingStreamIsNoFaultOfTheCase() {
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
    IOException thrown = assertThrows(IOException.class, () -> Nifti.readVolume(failing));
    assertEquals("connection reset", thrown.getMessage());
  }

  @Test
  void aVolumeOfManyChunksIsReadInOrder() throws IOException {
    int size = 80;
    NiftiBytes small = NiftiBytes.of(NiftiType.INT32, ByteOrder.BIG_ENDIAN);
    small.dims(3, size, size, size, 1, 1, 1, 1);
    ByteBuffer file = ByteBuffer.allocate(352 + 4 * size * size * size);
    file.put(small.toArray(), 0, 352);
    for (int n = 0; n < size * size * size; n++) {
      file.putInt(n);
    }
    Volume volume = Nifti.readVolume(new ByteArrayInputStream(NiftiBytes.gzip(file.array())));
    for (int i = 0; i < size; i += 7) {
      for (int j = 0; j < size; j += 3) {
        for (int k = 0; k < size; k++) {
          assertEquals(i + size * (j + (float) size * k), volume.at(i, j, k));
        }
      }
    }
  }

  @Test
  void floatLabelsWithRoundingAreClasses() throws IOException {
    NiftiBytes file = NiftiBytes.counting();
    file.voxels().putFloat(4, 1.00001f).putFloat(8, 254.99995f);
    LabelMap labels = Nifti.readLabelMap(file.stream());
    assertEquals(1, labels.at(1, 0, 0));
    assertEquals(255, labels.at(0, 1, 0));
  }

  @Test
  void labelsAreScaledBeforeTheyAreChecked() throws IOException {
    NiftiBytes file = NiftiBytes.counting().floats(112, 2, -1);
    file.voxels().putFloat(0, 0.5f);
    for (int n = 1; n < 24; n++) {
      file.voxels().putFloat(4 * n, 1.5f);
    }
    assertArrayEquals(new long[] {1, 0, 23}, Nifti.readLabelMap(file.stream()).counts());
  }

  @ParameterizedTest
  @ValueSource(floats = {0.5f, -1, 256, 1.01f, Float.NaN, Float.POSITIVE_INFINITY, 1e30f})
  void aValueThatIsNoClassIsRefused(float value) {
    NiftiBytes file = NiftiBytes.counting();
    file.voxels().putFloat(20, value);
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> Nifti.readLabelMap(file.stream()));
    assertEquals(Fault.LABEL_NOT_INTEGRAL, refused.fault());
    assertTrue(refused.getMessage().contains("0 to 255"), refused.getMessage());
  }
}
