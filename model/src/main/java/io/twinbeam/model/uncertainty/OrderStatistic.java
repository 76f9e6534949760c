package io.twinbeam.model.uncertainty;

/**
 * The value at a rank by radix selection: one count over the upper 16 bits finds the bucket, one
 * over the lower 16 bits the value in it. No copy, no sort, and no input that makes it slow;
 * entropy maps are full of equal values, which comparison-based selection handles badly.
 */
final class OrderStatistic {

  private static final int BUCKETS = 1 << 16;

  private OrderStatistic() {}

  /**
   * The value that would stand at {@code rank} if {@code values} were sorted.
   *
   * @param values none NaN; not changed
   * @param rank 0 to {@code values.length - 1}
   */
  static float of(float[] values, int rank) {
    int[] counts = new int[BUCKETS];
    for (float value : values) {
      counts[key(value) >>> 16]++;
    }
    int[] upper = locate(counts, rank);
    int[] inBucket = new int[BUCKETS];
    for (float value : values) {
      int key = key(value);
      if (key >>> 16 == upper[0]) {
        inBucket[key & 0xffff]++;
      }
    }
    int lower = locate(inBucket, upper[1])[0];
    return value(upper[0] << 16 | lower);
  }

  /** The bucket that holds {@code rank}, and the rank within it. */
  private static int[] locate(int[] counts, int rank) {
    int left = rank;
    int bucket = 0;
    while (left >= counts[bucket]) {
      left -= counts[bucket];
      bucket++;
    }
    return new int[] {bucket, left};
  }

  /** Bits that order, as unsigned numbers, like the floats they stand for. */
  private static int key(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits < 0 ? ~bits : bits | 0x80000000;
  }

  private static float value(int key) {
    return Float.intBitsToFloat(key < 0 ? key & 0x7fffffff : ~key);
  }
}
