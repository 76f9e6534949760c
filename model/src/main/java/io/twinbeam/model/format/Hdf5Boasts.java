package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.nio.ByteBuffer;

/**
 * Refuses the headers of HDF5 indexes that count more entries than the file has bytes, since jhdf
 * allocates what they say; where the counts lie is in the HDF5 file format specification 3.0.
 */
final class Hdf5Boasts {

  // The signatures as little-endian ints.
  private static final int BTREE = 0x44485442;
  private static final int FRACTAL_HEAP = 0x50485246;
  private static final int EXTENSIBLE_ARRAY = 0x44484145;
  private static final int LONGEST_HEADER = 256;

  private final long fileBytes;
  private final int offsetBytes;
  private final int lengthBytes;

  /**
   * @param offsetBytes the size of an address in this file
   * @param lengthBytes the size of a length in this file
   */
  Hdf5Boasts(long fileBytes, int offsetBytes, int lengthBytes) {
    this.fileBytes = fileBytes;
    this.offsetBytes = offsetBytes;
    this.lengthBytes = lengthBytes;
  }

  /** Checks a part of the file, little endian, that may be such a header. */
  void refuse(ByteBuffer part) {
    if (part.remaining() < Integer.BYTES || part.remaining() > LONGEST_HEADER) {
      return;
    }
    switch (part.getInt(0)) {
      case BTREE -> require(length(part, 18 + offsetBytes));
      case FRACTAL_HEAP -> {
        int width = 14 + 10 * lengthBytes + 2 * offsetBytes;
        int rows = width + 6 + 2 * lengthBytes + offsetBytes;
        require((long) (part.getShort(width) & 0xffff) * (part.getShort(rows) & 0xffff));
      }
      case EXTENSIBLE_ARRAY -> {
        for (int n = 0; n < 6; n++) {
          require(length(part, 12 + n * lengthBytes));
        }
      }
      default -> {
        // No header that counts.
      }
    }
  }

  private long length(ByteBuffer part, int at) {
    return switch (lengthBytes) {
      case 2 -> part.getShort(at) & 0xffff;
      case 4 -> part.getInt(at) & 0xffffffffL;
      default -> part.getLong(at);
    };
  }

  private void require(long count) {
    if (count < 0 || count > fileBytes) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "an index of an HDF5 file must count no more entries than the file's "
              + fileBytes
              + " bytes, counts "
              + Long.toUnsignedString(count)
              + "; write the file again");
    }
  }
}
