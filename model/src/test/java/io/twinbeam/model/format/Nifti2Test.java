package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Nifti2Test {

  private static final long MAX = 1 << 20;

  static List<Arguments> typesAndOrders() {
    return NiftiReadTest.typesAndOrders();
  }

  @ParameterizedTest
  @MethodSource("typesAndOrders")
  void everyTypeInEveryByteOrderIsRead(NiftiType type, ByteOrder order) throws IOException {
    Nifti2Bytes file = Nifti2Bytes.of(type, order);
    for (int n = 0; n < 24; n++) {
      put(file.voxels(), type, n);
    }
    for (byte[] bytes : List.of(file.toArray(), NiftiBytes.gzip(file.toArray()))) {
      Volume volume = Nifti.readVolume(new ByteArrayInputStream(bytes), MAX);
      assertEquals(new GridShape(2, 3, 4), volume.shape());
      for (int n = 0; n < 24; n++) {
        assertEquals(n + 1, volume.at(n % 2, n / 2 % 3, n / 6), type + " voxel " + n);
      }
    }
  }

  private static void put(ByteBuffer voxels, NiftiType type, int n) {
    switch (type) {
      case UINT8, INT8 -> voxels.put(n, (byte) (n + 1));
      case INT16, UINT16 -> voxels.putShort(2 * n, (short) (n + 1));
      case INT32, UINT32 -> voxels.putInt(4 * n, n + 1);
      case INT64, UINT64 -> voxels.putLong(8 * n, n + 1L);
      case FLOAT32 -> voxels.putFloat(4 * n, n + 1);
      case FLOAT64 -> voxels.putDouble(8 * n, n + 1);
    }
  }

  @Test
  void theSformKeepsItsDoubles() throws IOException {
    double[] rows = {1 / 3.0, 0.1, 0, 1e-9, 0, -2, 0.2, 123456.789, 0, 0.3, 4, -7};
    Nifti2Bytes file = Nifti2Bytes.counting().int32(348, 2).doubles(400, rows);
    assertArrayEquals(rows, Nifti.readGrid(file.stream()).affine().toRows());
    for (int n = 0; n < 12; n++) {
      rows[n] *= 1000;
    }
    assertArrayEquals(rows, Nifti.readGrid(file.int32(500, 9).stream()).affine().toRows());
  }

  @Test
  void theQformAndTheVoxelSizesStandIn() throws IOException {
    Nifti2Bytes file =
        Nifti2Bytes.counting()
            .doubles(104, -1, 1.5, 2.5, 3.5)
            .doubles(352, 0, 0, 1, 7, 8, 9)
            .int32(344, 1);
    assertArrayEquals(
        new double[] {-1.5, 0, 0, 7, 0, -2.5, 0, 8, 0, 0, -3.5, 9},
        Nifti.readGrid(file.stream()).affine().toRows(),
        1e-12);
    assertArrayEquals(
        new double[] {1.5, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 3.5, 0},
        Nifti.readGrid(file.int32(344, 0).stream()).affine().toRows());
  }

  @Test
  void slopeAndInterceptApply() throws IOException {
    Nifti2Bytes file = Nifti2Bytes.counting().doubles(176, 2, -1024);
    assertEquals(2 * 23 - 1024, Nifti.readVolume(file.stream()).at(1, 2, 3));
    assertEquals(23, Nifti.readVolume(file.doubles(176, 0, 5).stream()).at(1, 2, 3));
    assertEquals(23, Nifti.readLabelMap(file.stream()).at(1, 2, 3));
  }

  @ParameterizedTest
  @CsvSource({"nifti2.nii,", "pair1.hdr,pair1.img", "pair2.hdr,pair2.img"})
  void filesOfNibabelAreRead(String first, String second) throws IOException {
    ByteArrayInputStream header = new ByteArrayInputStream(Fixtures.bytes(first));
    Volume volume =
        second == null
            ? Nifti.readVolume(header, 24)
            : Nifti.readVolume(header, new ByteArrayInputStream(Fixtures.bytes(second)), 24);
    assertArrayEquals(
        new double[] {0, -2, 0, 10, 1.5, 0, 0, -20, 0, 0, 3, 30},
        volume.grid().affine().toRows(),
        1e-12);
    for (int n = 0; n < 24; n++) {
      assertEquals(n, volume.voxels()[n]);
    }
  }

  private static Arguments broken(Fault fault, String hint, UnaryOperator<Nifti2Bytes> change) {
    return Arguments.of(hint, fault, change.apply(Nifti2Bytes.counting()));
  }

  static List<Arguments> headers() {
    long top = Long.MAX_VALUE;
    return List.of(
        broken(Fault.MALFORMED, "magic", f -> f.int8(4, 'x')),
        broken(Fault.MALFORMED, "magic", f -> f.int8(6, '1')),
        broken(Fault.MALFORMED, "as text", f -> f.int8(8, '\n')),
        broken(Fault.UNSUPPORTED, "pair", f -> f.int8(5, 'i')),
        broken(Fault.MALFORMED, "dim[0]", f -> f.dims(0)),
        broken(Fault.MALFORMED, "dim[0]", f -> f.dims(top)),
        broken(Fault.MALFORMED, "dim[2]", f -> f.dims(3, 2, -3)),
        broken(Fault.UNSUPPORTED, "dim[4]", f -> f.dims(4, 2, 3, 4, 1L << 60)),
        broken(Fault.TOO_LARGE, "dim[1]", f -> f.dims(3, 1L << 60, 1, 1)),
        broken(Fault.TOO_LARGE, "2097152", f -> f.dims(3, 1 << 21, 1 << 20, 1 << 19)),
        broken(Fault.TOO_LARGE, "2147483647", f -> f.dims(3, top >>> 32, top >>> 32, top >>> 32)),
        broken(Fault.UNSUPPORTED, "dim[4]", Nifti2Test::seventh),
        broken(Fault.UNSUPPORTED, "datatype", f -> f.int16(12, 128)),
        broken(Fault.MALFORMED, "bitpix", f -> f.int16(14, 64)),
        broken(Fault.MALFORMED, "vox_offset", f -> f.int64(168, 540)),
        broken(Fault.MALFORMED, "vox_offset", f -> f.int64(168, -544)),
        broken(Fault.MALFORMED, "vox_offset", f -> f.int64(168, 1L << 60)),
        broken(Fault.UNREADABLE, "extensions", f -> f.int64(168, 1 << 24)),
        broken(Fault.MALFORMED, "scl_inter", f -> f.doubles(184, Double.NaN)),
        broken(Fault.MALFORMED, "spatial unit", f -> f.int32(500, 5)),
        broken(Fault.BAD_AFFINE, "finite", f -> f.int32(348, 1).doubles(400, Double.NaN)),
        broken(Fault.BAD_AFFINE, "quaternion", f -> f.int32(344, 1).doubles(352, 1e200)),
        broken(Fault.UNREADABLE, "ends after 96", f -> f.dims(3, 2, 3, 5)));
  }

  private static Nifti2Bytes seventh(Nifti2Bytes file) {
    return file.dims(7, 32767, 32767, 32767, 32767, 32767, 32767, 32767);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aBrokenHeaderIsRefusedWithItsFaultAndItsField(String hint, Fault fault, Nifti2Bytes file) {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> Nifti.readVolume(file.stream(), MAX));
    assertEquals(fault, refused.fault(), refused.getMessage());
    assertTrue(refused.getMessage().contains(hint), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 347, 348, 539, 540, 543, 544, 639})
  void aFileCutShortIsUnreadable(int length) {
    byte[] cut = Arrays.copyOf(Nifti2Bytes.counting().toArray(), length);
    for (byte[] file : List.of(cut, NiftiBytes.gzip(cut))) {
      InvalidCaseException refused =
          assertThrows(
              InvalidCaseException.class,
              () -> Nifti.readVolume(new ByteArrayInputStream(file), MAX));
      assertEquals(Fault.UNREADABLE, refused.fault());
    }
  }
}
