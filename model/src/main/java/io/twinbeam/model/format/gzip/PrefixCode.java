package io.twinbeam.model.format.gzip;

import java.util.Arrays;

/** Prefix codes of least total length among those whose codes are no longer than a limit. */
final class PrefixCode {

  private static final int SYMBOL_BITS = 9;

  private PrefixCode() {}

  /**
   * The bits of each symbol's code, 0 for a symbol that does not occur, by package-merge (Larmore
   * and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", 1990). At least
   * two symbols get a code, since some readers refuse a code of one.
   *
   * @param frequencies of at least 2 and at most 512 symbols
   * @param limit the longest code; 2 to this power is no less than the number of symbols
   */
  static int[] lengths(int[] frequencies, int limit) {
    int[] lengths = new int[frequencies.length];
    int[] symbols = ascending(frequencies);
    if (symbols.length < 2) {
      int used = symbols.length == 0 ? 0 : symbols[0];
      lengths[used] = 1;
      lengths[used == 0 ? 1 : 0] = 1;
      return lengths;
    }
    boolean[][] isSymbol = merge(symbols, frequencies, limit);
    // A list's first items are bought; each symbol among them has its code grow by a bit, each
    // package stands for two items of the list below.
    int bought = 2 * symbols.length - 2;
    for (int level = limit - 1; level >= 0; level--) {
      int taken = 0;
      for (int n = 0; n < bought; n++) {
        if (isSymbol[level][n]) {
          lengths[symbols[taken++]]++;
        }
      }
      bought = 2 * (bought - taken);
    }
    return lengths;
  }

  // Of each level's list of symbols and packages, by ascending weight, which are symbols.
  private static boolean[][] merge(int[] symbols, int[] frequencies, int limit) {
    boolean[][] isSymbol = new boolean[limit][];
    long[] below = new long[0];
    for (int level = 0; level < limit; level++) {
      int packages = below.length / 2;
      long[] list = new long[symbols.length + packages];
      isSymbol[level] = new boolean[list.length];
      int symbol = 0;
      int pack = 0;
      for (int n = 0; n < list.length; n++) {
        long weight = pack < packages ? below[2 * pack] + below[2 * pack + 1] : Long.MAX_VALUE;
        boolean lighter = symbol < symbols.length && frequencies[symbols[symbol]] <= weight;
        isSymbol[level][n] = lighter;
        list[n] = lighter ? frequencies[symbols[symbol++]] : weight;
        pack += lighter ? 0 : 1;
      }
      below = list;
    }
    return isSymbol;
  }

  // The symbols that occur, the rarest first, the lower first of equally rare ones.
  private static int[] ascending(int[] frequencies) {
    long[] keys = new long[frequencies.length];
    int count = 0;
    for (int symbol = 0; symbol < frequencies.length; symbol++) {
      if (frequencies[symbol] > 0) {
        keys[count++] = (long) frequencies[symbol] << SYMBOL_BITS | symbol;
      }
    }
    Arrays.sort(keys, 0, count);
    int[] symbols = new int[count];
    for (int n = 0; n < count; n++) {
      symbols[n] = (int) keys[n] & ((1 << SYMBOL_BITS) - 1);
    }
    return symbols;
  }

  /** The canonical code of each symbol, read by {@link #bits} and {@link #length}. */
  static int[] codes(int... lengths) {
    int longest = Arrays.stream(lengths).max().orElse(0);
    int[] codes = new int[lengths.length];
    int next = 0;
    for (int length = 1; length <= longest; length++) {
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length) {
          // Deflate writes codes from their highest bit on.
          codes[symbol] =
              length << Short.SIZE | Integer.reverse(next++) >>> (Integer.SIZE - length);
        }
      }
      next <<= 1;
    }
    return codes;
  }

  static int bits(int code) {
    return code & 0xffff;
  }

  static int length(int code) {
    return code >>> Short.SIZE;
  }
}
