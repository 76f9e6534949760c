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
import io.twinbeam.model.volume.VoxelGrid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hdf5Test {

  private static final double[] SPACING = {0.5, 1, 3};
  private static final byte[] EARLIEST = Fixtures.bytes("earliest.h5");
  private static final byte[] V110 = Fixtures.bytes("v110.h5");

  private static InvalidCaseException refusal(byte[] file, String dataset, long maxVoxels) {
    return assertThrows(
        InvalidCaseException.class, () -> Hdf5.readVolume(file, dataset, SPACING, maxVoxels));
  }

  private static void assertCounting(byte[] file, String dataset) throws IOException {
    Volume volume = Hdf5.readVolume(file, dataset, SPACING, 24);
    assertEquals(VoxelGrid.ofSpacing(new GridShape(2, 3, 4), SPACING), volume.grid());
    for (int n = 0; n < 24; n++) {
      assertEquals(n, volume.voxels()[n], dataset + " voxel " + n);
    }
  }

  static List<String> typesAndOrders() {
    List<String> names = new ArrayList<>();
    for (String type : List.of("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8")) {
      names.add(type + "-le");
      names.add(type + "-be");
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("typesAndOrders")
  void everyTypeInEveryByteOrderIsRead(String dataset) throws IOException {
    assertCounting(EARLIEST, dataset);
    LabelMap labels = Hdf5.readLabelMap(EARLIEST, dataset, SPACING, 24);
    assertEquals(23, labels.at(1, 2, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chunked", "gzip", "shuffle", "fletcher", "all", "unlimited", "/a/b/deep"})
  void chunksAndFiltersAreUndone(String dataset) throws IOException {
    assertCounting(EARLIEST, dataset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"f4-le", "one-chunk", "many-chunks", "plain-chunks", "growing", "unlimited"})
  void theFormatOfVersion110IsRead(String dataset) throws IOException {
    assertCounting(V110, "few/" + dataset);
  }

  @Test
  void symbolTablesAreReadBehindABlockOfTheUsersOwn() throws IOException {
    byte[] file = Fixtures.bytes("userblock.h5");
    assertCounting(file, "image");
    assertCounting(file, "more/image");
    assertEquals(2, Hdf5.readLabelMap(file, "label", SPACING, 24).at(1, 2, 3));
    InvalidCaseException refused = refusal(file, "soft", 24);
    assertTrue(
        refused.getMessage().contains("has image, label, more/image;"), refused.getMessage());
  }

  @Test
  void aStreamIsReadAsItsBytesAreAndStaysOpen() throws IOException {
    boolean[] closed = new boolean[1];
    ByteArrayInputStream in =
        new ByteArrayInputStream(EARLIEST) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    assertEquals(
        Hdf5.readVolume(EARLIEST, "gzip", SPACING, 24), Hdf5.readVolume(in, "gzip", SPACING, 24));
    assertEquals(false, closed[0]);
    in.reset();
    assertEquals(23, Hdf5.readLabelMap(in, "gzip", SPACING, 24).at(1, 2, 3));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void chunksThatWereNeverWrittenHoldTheFillValue(boolean v110) throws IOException {
    Volume volume =
        v110
            ? Hdf5.readVolume(V110, "few/sparse", SPACING, 24)
            : Hdf5.readVolume(EARLIEST, "sparse", SPACING, 24);
    for (int n = 0; n < 24; n++) {
      assertEquals(n < 12 ? 7 : n, volume.voxels()[n]);
    }
  }

  @Test
  void booleansAreZeroAndOne() throws IOException {
    assertArrayEquals(
        new long[] {12, 12}, Hdf5.readLabelMap(EARLIEST, "bool", SPACING, 24).counts());
  }

  @ParameterizedTest
  @CsvSource({
    "lzf,UNSUPPORTED,32000",
    "unwritten,MALFORMED,never written",
    "unwritten-chunks,MALFORMED,never written",
    "four,UNSUPPORTED,'[2, 3, 4, 1]'",
    "scalar,UNSUPPORTED,3 axes",
    "text,UNSUPPORTED,float32",
    "complex,UNSUPPORTED,float32",
    "compound,UNSUPPORTED,CompoundDataType",
    "none,MALFORMED,'[2, 0, 4]'",
    "soft,DATASET_MISSING,soft",
    "outside,DATASET_MISSING,outside",
    "a,DATASET_MISSING,a/b/deep",
    "Image,DATASET_MISSING,'a/b/deep, all, bool, chunked'",
    "a/b/deep/x,DATASET_MISSING,a/b/deep",
    "'',DATASET_MISSING,a/b/deep",
  })
  void whatCannotBeReadIsRefusedWithItsFault(String dataset, Fault fault, String hint) {
    InvalidCaseException refused = refusal(EARLIEST, dataset, 24);
    assertEquals(fault, refused.fault(), refused.getMessage());
    assertTrue(refused.getMessage().contains(hint), refused.getMessage());
    assertTrue(refused.getMessage().contains("'" + dataset + "'"), refused.getMessage());
  }

  @Test
  void whatVersion2HasChangedIsRefusedAndNothingElse() throws IOException {
    byte[] file = Fixtures.bytes("v200.h5");
    assertCounting(file, "plain");
    InvalidCaseException refused = refusal(file, "gzip", 24);
    assertEquals(Fault.UNSUPPORTED, refused.fault());
    assertTrue(refused.getMessage().contains("libver='earliest'"), refused.getMessage());
    assertTrue(refusal(file, "x", 24).getMessage().contains("gzip (unreadable), plain"));
  }

  @Test
  void manyMembersOfAGroupAreFound() throws IOException {
    for (int n = 0; n < 9; n++) {
      assertCounting(V110, "many/d" + n);
    }
    assertTrue(refusal(V110, "many/d9", 24).getMessage().contains("many/d8"));
  }

  @Test
  void halvesAreNoLabels() throws IOException {
    assertEquals(0.5f, Hdf5.readVolume(EARLIEST, "halves", SPACING, 24).at(0, 0, 0));
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> Hdf5.readLabelMap(EARLIEST, "halves", SPACING, 24));
    assertEquals(Fault.LABEL_NOT_INTEGRAL, refused.fault());
  }

  @Test
  void theVoxelLimitHoldsBeforeTheDataAreRead() {
    assertEquals(Fault.TOO_LARGE, refusal(EARLIEST, "gzip", 23).fault());
    assertEquals(Fault.TOO_LARGE, refusal(EARLIEST, "f4-le", 23).fault());
    assertEquals(Fault.TOO_LARGE, refusal(EARLIEST, "unwritten", 23).fault());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,1", "1,1,0", "1,1,-2", "1,1,NaN", "1,Infinity,1", "1,1,1,1"})
  void aSpacingThatIsNoneIsTheCallersMistake(String text) {
    double[] spacing = List.of(text.split(",")).stream().mapToDouble(Double::parseDouble).toArray();
    assertThrows(
        IllegalArgumentException.class, () -> Hdf5.readVolume(EARLIEST, "gzip", spacing, 24));
  }
}
