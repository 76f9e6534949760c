package io.twinbeam.model.format.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds bytes of a block that occurred in it before, greedily, by the latest place that began with
 * the same four. Where nothing repeats, as in most float32 volumes, the search takes longer and
 * longer steps: what is found then is extended backwards, so that only short repeats are missed.
 */
final class Repeats {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int HASH_BITS = 13;
  private static final int HASH_FACTOR = 0x9E3779B1;
  // Shorter ones cost as much as their bytes, of volumes and of label maps.
  private static final int SHORTEST = 8;
  private static final int PATIENCE = 32;
  private static final int LONGEST_STEP = 33;
  private static final int REMEMBERED = 16;

  private final char[] latest = new char[1 << HASH_BITS];

  interface Sink {
    /** The {@code length} bytes at {@code at} equal those {@code distance} before. */
    void repeat(int at, int length, int distance);
  }

  /**
   * Names the repeats within the first {@code size} bytes in their order, none overlapping the
   * next.
   *
   * @param size at most 65536
   */
  void find(byte[] block, int size, Sink sink) {
    Arrays.fill(latest, (char) 0);
    int done = 0;
    int last = size - SHORTEST;
    for (int at = 0; at <= last; ) {
      int earlier = latest[hash(block, at)];
      latest[hash(block, at)] = (char) at;
      if (earlier < at && at - earlier <= Symbols.FARTHEST && startAlike(block, earlier, at)) {
        int before = equalBefore(block, earlier, at, done);
        int length = before + equalFrom(block, earlier, at, size);
        if (length >= SHORTEST) {
          sink.repeat(at - before, length, at - earlier);
          done = at - before + length;
          remember(block, at + 1, Math.min(done, last));
          at = done;
          continue;
        }
      }
      at += Math.min(1 + (at - done) / PATIENCE, LONGEST_STEP);
    }
  }

  private static int hash(byte[] block, int at) {
    return ((int) INTS.get(block, at) * HASH_FACTOR) >>> (Integer.SIZE - HASH_BITS);
  }

  private static boolean startAlike(byte[] block, int earlier, int at) {
    return (int) INTS.get(block, earlier) == (int) INTS.get(block, at);
  }

  // Every place of a short repeat, ever fewer of a long one.
  private void remember(byte[] block, int from, int to) {
    for (int n = from; n < to; n += 1 + (n - from) / REMEMBERED) {
      latest[hash(block, n)] = (char) n;
    }
  }

  private static int equalFrom(byte[] block, int earlier, int at, int size) {
    int n = 0;
    while (at + n + Long.BYTES <= size) {
      long differing = (long) LONGS.get(block, earlier + n) ^ (long) LONGS.get(block, at + n);
      if (differing != 0) {
        return n + Long.numberOfTrailingZeros(differing) / Byte.SIZE;
      }
      n += Long.BYTES;
    }
    while (at + n < size && block[earlier + n] == block[at + n]) {
      n++;
    }
    return n;
  }

  private static int equalBefore(byte[] block, int earlier, int at, int done) {
    int most = Math.min(earlier, at - done);
    int n = 0;
    while (n < most && block[earlier - n - 1] == block[at - n - 1]) {
      n++;
    }
    return n;
  }
}
