package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiHostileTest {

  private static Arguments broken(
      String what, Fault fault, String hint, UnaryOperator<NiftiBytes> change) {
    return Arguments.of(what, fault, hint, change.apply(NiftiBytes.counting()));
  }

  static List<Arguments> headers() {
    return List.of(
        broken("no size", Fault.MALFORMED, "348", f -> f.int32(0, 0)),
        broken("another size", Fault.MALFORMED, "348 or 540", f -> f.int32(0, 541)),
        broken("magic of version 2", Fault.MALFORMED, "magic", f -> f.int8(346, (byte) 50)),
        broken("ANALYZE", Fault.UNSUPPORTED, "Analyze 7.5", f -> f.int32(344, 0)),
        broken("pair", Fault.UNSUPPORTED, "pair", f -> f.int8(345, 'i')),
        broken("no axes", Fault.MALFORMED, "dim[0]", f -> f.int16(40, 0)),
        broken("eight axes", Fault.MALFORMED, "dim[0]", f -> f.int16(40, 8)),
        broken("negative axes", Fault.MALFORMED, "dim[0]", f -> f.int16(40, -3)),
        broken("slice", Fault.UNSUPPORTED, "dim[0]", f -> f.int16(40, 2)),
        broken("time", Fault.UNSUPPORTED, "dim[4]", f -> f.dims(4, 2, 3, 4, 5)),
        broken("vectors", Fault.UNSUPPORTED, "dim[5]", f -> f.dims(5, 2, 3, 4, 1, 3)),
        broken("no size along x", Fault.MALFORMED, "dim[1]", f -> f.int16(42, 0)),
        broken("negative z", Fault.MALFORMED, "dim[3]", f -> f.int16(46, -4)),
        broken("no time", Fault.MALFORMED, "dim[4]", f -> f.dims(4, 2, 3, 4, 0)),
        broken("colour", Fault.UNSUPPORTED, "128", f -> f.int16(70, 128)),
        broken("complex", Fault.UNSUPPORTED, "32", f -> f.int16(70, 32)),
        broken("long double", Fault.UNSUPPORTED, "1536", f -> f.int16(70, 1536)),
        broken("no type", Fault.UNSUPPORTED, "datatype", f -> f.int16(70, 0)),
        broken("bits of another type", Fault.MALFORMED, "bitpix", f -> f.int16(72, 16)),
        broken("offset in header", Fault.MALFORMED, "vox_offset", f -> f.floats(108, 348)),
        broken("offset of NaN", Fault.MALFORMED, "vox_offset", f -> f.floats(108, Double.NaN)),
        broken("offset of 1e30", Fault.MALFORMED, "vox_offset", f -> f.floats(108, 1e30)),
        broken("negative offset", Fault.MALFORMED, "vox_offset", f -> f.floats(108, -352)),
        broken("half an offset", Fault.MALFORMED, "vox_offset", f -> f.floats(108, 352.5)),
        broken("offset past the end", Fault.UNREADABLE, "extensions", f -> f.floats(108, 4096)),
        broken("intercept of NaN", Fault.MALFORMED, "scl_inter", f -> f.floats(116, Double.NaN)),
        broken("voxels too few", Fault.UNREADABLE, "240", f -> f.int16(42, 5).floats(108, 372)),
        broken("3e13 voxels", Fault.TOO_LARGE, "32767", f -> f.dims(3, 32767, 32767, 32767)),
        broken("just over the limit", Fault.TOO_LARGE, "1024", f -> f.dims(3, 1024, 513, 513)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aBrokenHeaderIsRefusedWithItsFaultAndItsField(
      String what, Fault fault, String hint, NiftiBytes file) {
    for (boolean labels : new boolean[] {false, true}) {
      InvalidCaseException refused =
          assertThrows(
              InvalidCaseException.class,
              () -> {
                if (labels) {
                  Nifti.readLabelMap(file.stream());
                } else {
                  Nifti.readVolume(file.stream());
                }
              });
      assertEquals(fault, refused.fault(), what);
      assertTrue(refused.getMessage().contains(hint), refused.getMessage());
    }
  }

  @Test
  void aShortFileWithABoastfulHeaderIsRefusedWithoutItsMemory() {
    // 2^28 float voxels would take a gigabyte.
    NiftiBytes file = NiftiBytes.counting().dims(3, 1024, 512, 512);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> Nifti.readVolume(file.stream()));
    assertEquals(Fault.UNREADABLE, refused.fault());
    assertTrue(refused.getMessage().contains("ends after 96"), refused.getMessage());
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 1 << 25, allocated + " bytes allocated");
  }

  @Test
  void theVoxelLimitOfTheCallerHolds() throws IOException {
    assertEquals(24, Nifti.readVolume(NiftiBytes.counting().stream(), 24).shape().voxels());
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> Nifti.readVolume(NiftiBytes.counting().stream(), 23));
    assertEquals(Fault.TOO_LARGE, refused.fault());
    assertThrows(
        InvalidCaseException.class, () -> Nifti.readLabelMap(NiftiBytes.counting().stream(), 23));
  }

  @Test
  void aLongTailAfterTheVoxelsIsNotRead() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(file)) {
      zip.write(NiftiBytes.counting().toArray());
      CounterRandom random = CounterRandom.of(1, "test.tail");
      for (int n = 0; n < 1 << 21; n++) {
        zip.write((int) random.nextLong());
      }
    }
    long[] read = new long[1];
    InputStream counted =
        new ByteArrayInputStream(file.toByteArray()) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            int got = super.read(into, from, Math.min(length, 100));
            read[0] += Math.max(0, got);
            return got;
          }
        };
    assertEquals(24, Nifti.readVolume(counted).shape().voxels());
    assertTrue(read[0] < file.size() / 10, read[0] + " of " + file.size() + " bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 100, 347, 348, 351, 352, 353, 447})
  void aFileCutShortIsUnreadable(int length) {
    byte[] cut = Arrays.copyOf(NiftiBytes.counting().toArray(), length);
    assertUnreadable(cut);
  }

  @Test
  void everyCutOfAGzippedFileIsUnreadable() {
    byte[] zipped = NiftiBytes.gzip(NiftiBytes.counting().toArray());
    for (int length = 0; length < zipped.length; length++) {
      assertUnreadable(Arrays.copyOf(zipped, length));
    }
  }

  @Test
  void aGzippedFileWithAWrongChecksumIsUnreadable() {
    byte[] zipped = NiftiBytes.gzip(NiftiBytes.counting().toArray());
    zipped[zipped.length - 6] ^= 1;
    assertUnreadable(zipped);
  }

  private static void assertUnreadable(byte[] file) {
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class,
            () -> Nifti.readVolume(new ByteArrayInputStream(file)),
            () -> "length " + file.length);
    assertEquals(Fault.UNREADABLE, refused.fault());
  }
}
