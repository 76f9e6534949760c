package io.twinbeam.model.format;

import io.jhdf.ObjectHeader;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes the filters of an HDF5 data set's chunks. Inflates no more than a chunk holds: jhdf's own
 * filter would inflate whatever a crafted chunk leads to.
 */
final class Hdf5Filters {

  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final int CHECKSUM_BYTES = 4;
  // Deflate shrinks to no less than this share (zlib's technical details).
  private static final long MOST_INFLATION = 1032;
  private static final long INFLATION_SLACK = 1 << 12;

  private final List<FilterInfo> filters;
  private final int chunkBytes;

  private Hdf5Filters(List<FilterInfo> filters, int chunkBytes) {
    this.filters = filters;
    this.chunkBytes = chunkBytes;
  }

  /** The filters of a data set, refused where one is not among the three. */
  static Hdf5Filters of(ObjectHeader header, String dataset, int chunkBytes) {
    if (!header.hasMessageOfType(FilterPipelineMessage.class)) {
      return new Hdf5Filters(List.of(), chunkBytes);
    }
    List<FilterInfo> filters = header.getMessageOfType(FilterPipelineMessage.class).getFilters();
    for (FilterInfo filter : filters) {
      if (filter.getId() < DEFLATE || filter.getId() > FLETCHER32) {
        throw new InvalidCaseException(
            Fault.UNSUPPORTED,
            "HDF5 data set '"
                + dataset
                + "' must use the filters gzip, shuffle and fletcher32 alone, uses number "
                + filter.getId()
                + "; write it with gzip");
      }
    }
    return new Hdf5Filters(filters, chunkBytes);
  }

  /**
   * The plain bytes of a chunk.
   *
   * @param skipped bit n is set where filter n was left out for this chunk
   */
  ByteBuffer decode(ByteBuffer stored, BitSet skipped) {
    byte[] bytes = new byte[stored.remaining()];
    stored.get(bytes);
    for (int n = filters.size() - 1; n >= 0; n--) {
      if (!skipped.get(n)) {
        bytes = decode(bytes, filters.get(n));
      }
    }
    if (bytes.length != chunkBytes) {
      throw malformed("have " + chunkBytes + " bytes, has " + bytes.length);
    }
    return ByteBuffer.wrap(bytes);
  }

  private byte[] decode(byte[] bytes, FilterInfo filter) {
    return switch (filter.getId()) {
      case DEFLATE -> inflate(bytes);
      case SHUFFLE -> new ByteShuffleFilter().decode(bytes, filter.getData());
      default -> verified(bytes);
    };
  }

  private byte[] inflate(byte[] bytes) {
    // A checksum may have been added before compression.
    int limit = Math.addExact(chunkBytes, CHECKSUM_BYTES);
    if (chunkBytes > bytes.length * MOST_INFLATION + INFLATION_SLACK) {
      throw malformed("inflate to " + chunkBytes + " bytes, has only " + bytes.length);
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      byte[] plain = new byte[limit];
      int length = 0;
      while (!inflater.finished()) {
        int more = inflater.inflate(plain, length, limit - length);
        length += more;
        if (more == 0 && !inflater.finished()) {
          throw malformed(
              length == limit
                  ? "inflate to " + chunkBytes + " bytes, goes on"
                  : "inflate to " + chunkBytes + " bytes, ends after " + length);
        }
      }
      return Arrays.copyOf(plain, length);
    } catch (DataFormatException e) {
      throw malformed("be a zlib stream, but: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  private static byte[] verified(byte[] bytes) {
    int length = bytes.length - CHECKSUM_BYTES;
    if (length < 0) {
      throw malformed("end in a checksum, has " + bytes.length + " bytes");
    }
    int declared = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(length);
    int found = fletcher32(bytes, length);
    // Some writers leave a sum of 65535 where others reduce it to 0.
    int reduced = (declared >>> 16) % 65535 << 16 | (declared & 0xffff) % 65535;
    if (reduced != found) {
      throw malformed(
          String.format("have the checksum %08x that it declares, has %08x", declared, found));
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Fletcher's checksum over big-endian 16-bit words, as HDF5 computes it. */
  static int fletcher32(byte[] bytes, int length) {
    long first = 0;
    long second = 0;
    for (int n = 0; n < length; n += 2) {
      int low = n + 1 < length ? bytes[n + 1] & 0xff : 0;
      first = (first + ((bytes[n] & 0xff) << 8 | low)) % 65535;
      second = (second + first) % 65535;
    }
    return (int) (second << 16 | first);
  }

  private static InvalidCaseException malformed(String found) {
    return new InvalidCaseException(
        Fault.MALFORMED, "every HDF5 chunk must " + found + "; write the file again");
  }
}
