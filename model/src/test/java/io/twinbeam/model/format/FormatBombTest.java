package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files that declare or inflate to much more than they hold cost what they hold. */
class FormatBombTest {

  private static final double[] SPACING = {1, 1, 1};
  private static final long BOMB_BYTES = 1 << 28;
  // Buffers and a first megabyte of voxels; far below every bomb.
  private static final long FEW_BYTES = 1 << 24;
  private static final long LIMIT = 1 << 28;

  private interface Reader {
    Volume read() throws IOException;
  }

  private static Volume cheap(Reader reader) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      return reader.read();
    } finally {
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < FEW_BYTES, allocated + " bytes allocated");
    }
  }

  private static InvalidCaseException refusal(Reader reader) {
    return assertThrows(InvalidCaseException.class, () -> cheap(reader));
  }

  private static void zeros(OutputStream out) throws IOException {
    byte[] block = new byte[1 << 16];
    for (long written = 0; written < BOMB_BYTES; written += block.length) {
      out.write(block);
    }
  }

  private static byte[] gzipBomb(byte[] start) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(file)) {
      zip.write(start);
      zeros(zip);
    }
    return file.toByteArray();
  }

  @Test
  void whatFollowsTheVoxelsOfAGzippedFileStaysUnread() throws IOException {
    byte[] nifti = gzipBomb(Nifti2Bytes.counting().toArray());
    assertEquals(
        23, cheap(() -> Nifti.readVolume(new ByteArrayInputStream(nifti), LIMIT)).at(1, 2, 3));
    byte[] meta = gzipBomb(MetaImageBytes.counting().toArray());
    assertEquals(
        23, cheap(() -> MetaImage.readVolume(new ByteArrayInputStream(meta), LIMIT)).at(1, 2, 3));
  }

  @Test
  void whatFollowsTheVoxelsOfAZlibStreamStaysUnread() throws IOException {
    MetaImageBytes file = MetaImageBytes.counting().compressed();
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(file.header());
    try (DeflaterOutputStream zip = new DeflaterOutputStream(bomb)) {
      zip.write(file.plain());
      zeros(zip);
    }
    byte[] bytes = bomb.toByteArray();
    assertEquals(
        23, cheap(() -> MetaImage.readVolume(new ByteArrayInputStream(bytes), LIMIT)).at(1, 2, 3));
  }

  @Test
  void aBombInPlaceOfAHeaderIsRefused() throws IOException {
    byte[] bomb = gzipBomb(new byte[0]);
    assertEquals(
        Fault.MALFORMED,
        refusal(() -> Nifti.readVolume(new ByteArrayInputStream(bomb), LIMIT)).fault());
    assertEquals(
        Fault.MALFORMED,
        refusal(() -> MetaImage.readVolume(new ByteArrayInputStream(bomb), LIMIT)).fault());
  }

  @Test
  void shortFilesWithBoastfulHeadersAreRefusedWithoutTheirMemory() {
    Nifti2Bytes nifti = Nifti2Bytes.counting().dims(3, 1024, 512, 512);
    assertEquals(Fault.UNREADABLE, refusal(() -> Nifti.readVolume(nifti.stream(), LIMIT)).fault());
    MetaImageBytes meta = MetaImageBytes.counting().line("DimSize", "1024 512 512");
    assertEquals(
        Fault.UNREADABLE, refusal(() -> MetaImage.readVolume(meta.stream(), LIMIT)).fault());
    assertEquals(
        Fault.UNREADABLE,
        refusal(() -> MetaImage.readVolume(meta.compressed().stream(), LIMIT)).fault());
  }

  @ParameterizedTest
  @CsvSource({
    "bomb,MALFORMED,goes on",
    "short,MALFORMED,has 95",
    "cut,MALFORMED,ends after",
    "noise,MALFORMED,zlib",
    "checksum,MALFORMED,04030201",
    "overhang,UNSUPPORTED,fit the volume",
    "huge,TOO_LARGE,1048576"
  })
  void craftedChunksAreRefused(String dataset, Fault fault, String hint) {
    byte[] file = Fixtures.bytes("bomb.h5");
    InvalidCaseException refused = refusal(() -> Hdf5.readVolume(file, dataset, SPACING, 1 << 16));
    assertEquals(fault, refused.fault(), refused.getMessage());
    assertTrue(refused.getMessage().contains(hint), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"unfiltered", "no-checksum"})
  void filtersThatAChunkWentWithoutAreNotUndone(String dataset) throws IOException {
    byte[] file = Fixtures.bytes("bomb.h5");
    assertEquals(23, Hdf5.readVolume(file, dataset, SPACING, 24).at(1, 2, 3));
  }

  @Test
  void groupsThatLeadToThemselvesAreRefused() {
    byte[] file = Fixtures.bytes("userblock.h5");
    int tree = indexOf(file, "TREE");
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    // Level 1, and the first child is the node itself; addresses count from byte 512.
    bytes.put(tree + 5, (byte) 1).putLong(tree + 32, tree - 512L);
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> Hdf5.readVolume(file, "image", SPACING, LIMIT));
    assertEquals(Fault.MALFORMED, refused.fault());
  }

  @Test
  void indexesThatCountMoreThanTheFileHoldsAreRefused() {
    for (String index : new String[] {"BTHD", "FRHP", "EAHD"}) {
      byte[] file = Fixtures.bytes("v110.h5");
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      // Of several B-trees the first is that of the data set without limits.
      int at = indexOf(file, index);
      String dataset =
          switch (index) {
            case "BTHD" -> "few/unlimited";
            case "FRHP" -> "many/d0";
            default -> "few/growing";
          };
      switch (index) {
        case "BTHD" -> bytes.putLong(at + 26, 1L << 31);
        case "FRHP" -> bytes.putShort(at + 110, (short) -1).putShort(at + 140, (short) -1);
        default -> bytes.putLong(at + 12 + 5 * 8, 1L << 31);
      }
      InvalidCaseException refused = refusal(() -> Hdf5.readVolume(file, dataset, SPACING, LIMIT));
      assertEquals(Fault.MALFORMED, refused.fault());
      assertTrue(refused.getMessage().contains("counts"), index + ": " + refused.getMessage());
    }
  }

  @Test
  void everyCutOfAnHdf5FileIsRefused() {
    byte[] file = Fixtures.bytes("userblock.h5");
    for (int length = 0; length < file.length; length += 7) {
      byte[] cut = Arrays.copyOf(file, length);
      Fault fault = refusal(() -> Hdf5.readVolume(cut, "image", SPACING, LIMIT)).fault();
      // From its end address on, the superblock tells how long the file must be.
      Fault expected = length >= 512 + 96 ? Fault.UNREADABLE : fault;
      assertEquals(expected, fault, "length " + length);
    }
  }

  @Test
  void anHdf5FileOfMoreBytesThanItsVoxelsCanTakeIsNotReadToItsEnd() {
    long[] read = new long[1];
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            read[0]++;
            return 0;
          }

          @Override
          public int read(byte[] into, int from, int length) {
            read[0] += length;
            return length;
          }
        };
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> Hdf5.readVolume(endless, "image", SPACING, 24));
    assertEquals(Fault.TOO_LARGE, refused.fault());
    assertTrue(read[0] <= (64L << 20) + 24 * 16 + 1, read[0] + " bytes read");
  }

  private static int indexOf(byte[] file, String text) {
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(text);
    assertTrue(at >= 0, text);
    return at;
  }
}
