package io.twinbeam.transforms.tracking;

import com.google.common.hash.Hashing;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.annotation.Nullable;

/**
 * Records as TensorFlow frames them: length in 8 bytes, its checksum, the data, their checksum, all
 * little-endian. A checksum is a CRC-32C, rotated and shifted so that checksums of checksums stay
 * useful.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">the format</a>
 */
final class TfRecords {

  private static final int HEADER = 12;
  private static final int FOOTER = 4;
  private static final int MASK_DELTA = 0xa282ead8;

  /** A longer record is taken for damage. */
  private static final int LONGEST = 1 << 26;

  private TfRecords() {}

  /** What is done with each record that is whole. */
  @FunctionalInterface
  interface Visit {
    void record(byte[] data) throws IOException;
  }

  /** Adds {@code data} as one record. */
  static void append(byte[] data, ByteArrayOutputStream out) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    out.writeBytes(length);
    out.writeBytes(littleEndian(maskedCrc(length)));
    out.writeBytes(data);
    out.writeBytes(littleEndian(maskedCrc(data)));
  }

  /**
   * Visits the records of {@code file} up to the first that is damaged or not all there.
   *
   * @return the bytes of the visited records, frames included
   */
  static long read(Path file, Visit visit) throws IOException {
    long whole = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (byte[] data = next(in); data != null; data = next(in)) {
        visit.record(data);
        whole += HEADER + data.length + FOOTER;
      }
    }
    return whole;
  }

  @Nullable
  private static byte[] next(InputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      return null;
    }
    ByteBuffer parts = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    long length = parts.getLong();
    byte[] lengthBytes = Arrays.copyOf(header, 8);
    if (parts.getInt() != maskedCrc(lengthBytes) || length < 0 || length > LONGEST) {
      return null;
    }
    byte[] data = in.readNBytes((int) length);
    byte[] footer = in.readNBytes(FOOTER);
    boolean whole = data.length == length && footer.length == FOOTER;
    return whole
            && ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).getInt() == maskedCrc(data)
        ? data
        : null;
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static int maskedCrc(byte[] data) {
    int crc = Hashing.crc32c().hashBytes(data).asInt();
    return Integer.rotateRight(crc, 15) + MASK_DELTA;
  }
}
