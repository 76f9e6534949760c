package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NiftiChannelsTest {

  private static final long LIMIT = Nifti.DEFAULT_MAX_VOXELS;

  // Two channels of 2 x 3 x 2 voxels that count from 0 to 23 in file order.
  static List<Arguments> files() {
    return List.of(
        Arguments.of("NIfTI-1", NiftiBytes.counting().dims(4, 2, 3, 2, 2).toArray()),
        Arguments.of("trailing 1", NiftiBytes.counting().dims(7, 2, 3, 2, 2, 1, 1, 1).toArray()),
        Arguments.of("vector", NiftiBytes.counting().dims(5, 2, 3, 2, 1, 2).toArray()),
        Arguments.of("NIfTI-2", Nifti2Bytes.counting().dims(4, 2, 3, 2, 2).toArray()),
        Arguments.of("NIfTI-2 vector", Nifti2Bytes.counting().dims(5, 2, 3, 2, 1, 2).toArray()),
        Arguments.of("gzip", NiftiBytes.gzip(NiftiBytes.counting().dims(4, 2, 3, 2, 2).toArray())));
  }

  private static List<Volume> read(byte[] file, long maxVoxels) throws IOException {
    return Nifti.readChannels(new ByteArrayInputStream(file), maxVoxels);
  }

  private static void assertCounting(List<Volume> channels) {
    assertEquals(2, channels.size());
    for (int channel = 0; channel < 2; channel++) {
      Volume volume = channels.get(channel);
      assertEquals(new GridShape(2, 3, 2), volume.shape());
      assertEquals(channels.get(0).grid(), volume.grid());
      for (int n = 0; n < 12; n++) {
        assertEquals(12 * channel + n, volume.at(n % 2, n / 2 % 3, n / 6));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void channelsFollowEachOther(String name, byte[] file) throws IOException {
    assertCounting(read(file, 24));
  }

  @Test
  void channelsOfAPairFollowEachOther() throws IOException {
    byte[] file = NiftiBytes.counting().dims(4, 2, 3, 2, 2).int8(345, 'i').toArray();
    ByteBuffer.wrap(file).putFloat(108, 0);
    byte[] header = Arrays.copyOf(file, 348);
    byte[] voxels = NiftiBytes.gzip(Arrays.copyOfRange(file, 352, file.length));
    assertCounting(
        Nifti.readChannels(
            new ByteArrayInputStream(header), new ByteArrayInputStream(voxels), LIMIT));
  }

  @Test
  void aVolumeHasOneChannel() throws IOException {
    List<Volume> channels = read(NiftiBytes.counting().toArray(), 24);
    assertEquals(List.of(Nifti.readVolume(NiftiBytes.counting().stream())), channels);
  }

  @Test
  void slopeAndInterceptApplyToEveryChannel() throws IOException {
    byte[] file = NiftiBytes.counting().dims(4, 2, 3, 2, 2).floats(112, 2, 5).toArray();
    assertEquals(5, read(file, 24).get(0).at(0, 0, 0));
    assertEquals(2 * 23 + 5, read(file, 24).get(1).at(1, 2, 1));
  }

  @Test
  void channelsOfManySlabsAreReadInOrder() throws IOException {
    byte[] header = NiftiBytes.of(NiftiType.INT32, ByteOrder.BIG_ENDIAN).toArray();
    ByteBuffer file = ByteBuffer.allocate(352 + 3 * 4 * 60 * 70 * 80);
    file.put(header, 0, 352);
    short[] dims = {4, 60, 70, 80, 3};
    for (int n = 0; n < dims.length; n++) {
      file.putShort(40 + 2 * n, dims[n]);
    }
    for (int n = 0; n < 3 * 60 * 70 * 80; n++) {
      file.putInt(n);
    }
    List<Volume> channels = read(NiftiBytes.gzip(file.array()), LIMIT);
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < 60; i += 7) {
        for (int j = 0; j < 70; j += 3) {
          for (int k = 0; k < 80; k++) {
            float expected = i + 60 * (j + 70 * (k + 80f * channel));
            assertEquals(expected, channels.get(channel).at(i, j, k));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5,2,2,1,UNSUPPORTED,dim[5]",
    "6,1,1,2,UNSUPPORTED,dim[6]",
    "4,257,1,1,UNSUPPORTED,256",
    "4,0,1,1,MALFORMED,dim[4]",
    "4,-2,1,1,MALFORMED,dim[4]"
  })
  void otherAxesAreRefused(int axes, int four, int five, int six, Fault fault, String hint) {
    byte[] file = NiftiBytes.counting().dims(axes, 2, 3, 2, four, five, six).toArray();
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> read(file, LIMIT));
    assertEquals(fault, refused.fault());
    assertTrue(refused.getMessage().contains(hint), refused.getMessage());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void theLimitHoldsForAllChannelsTogether(String name, byte[] file) {
    InvalidCaseException refused = assertThrows(InvalidCaseException.class, () -> read(file, 23));
    assertEquals(Fault.TOO_LARGE, refused.fault());
    assertTrue(refused.getMessage().contains("2 channels"), refused.getMessage());
  }

  @Test
  void aFileThatEndsWithinAChannelIsUnreadable() {
    byte[] file = NiftiBytes.counting().dims(4, 2, 3, 4, 2).toArray();
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> read(file, LIMIT));
    assertEquals(Fault.UNREADABLE, refused.fault());
    assertTrue(refused.getMessage().contains("192 bytes, ends after 96"), refused.getMessage());
  }

  @Test
  void aShortFileThatBoastsOfChannelsIsRefusedWithoutTheirMemory() {
    byte[] file = NiftiBytes.counting().dims(4, 128, 128, 64, 256).toArray();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> read(file, LIMIT));
    assertEquals(Fault.UNREADABLE, refused.fault());
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 1 << 23, allocated + " bytes allocated");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void readersOfOneVolumeSayThatChannelsMustBeDeclared(String name, byte[] file) {
    ByteArrayInputStream[] streams = new ByteArrayInputStream[3];
    Arrays.setAll(streams, n -> new ByteArrayInputStream(file));
    for (InvalidCaseException refused :
        List.of(
            assertThrows(InvalidCaseException.class, () -> Nifti.readVolume(streams[0])),
            assertThrows(InvalidCaseException.class, () -> Nifti.readLabelMap(streams[1])),
            assertThrows(InvalidCaseException.class, () -> Nifti.readGrid(streams[2])))) {
      assertEquals(Fault.UNSUPPORTED, refused.fault());
      assertTrue(refused.getMessage().contains("channel_names"), refused.getMessage());
    }
  }
}
