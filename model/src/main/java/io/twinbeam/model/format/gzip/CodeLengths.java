package io.twinbeam.model.format.gzip;

import java.util.Arrays;

/** The code lengths of a block as deflate writes them: run-length coded, then prefix coded. */
final class CodeLengths {

  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int LONGEST_CODE = 7;
  private static final int REPEAT = 16;
  private static final int FEW_ZEROS = 17;
  private static final int MANY_ZEROS = 18;

  private final int symbolCount;
  private final int distanceCount;
  // Symbol, and above its 8 bits what follows its code.
  private final int[] items;
  private int itemCount;
  private final int[] frequencies = new int[ORDER.length];
  private final int[] itemLengths;

  private CodeLengths(
      int[] symbolLengths, int symbolCount, int[] distanceLengths, int distanceCount) {
    this.symbolCount = symbolCount;
    this.distanceCount = distanceCount;
    int[] all = Arrays.copyOf(symbolLengths, symbolCount + distanceCount);
    System.arraycopy(distanceLengths, 0, all, symbolCount, distanceCount);
    items = new int[all.length];
    addAll(all);
    itemLengths = PrefixCode.lengths(frequencies, LONGEST_CODE);
  }

  static CodeLengths of(int[] symbolLengths, int[] distanceLengths) {
    return new CodeLengths(
        symbolLengths, used(symbolLengths, 257), distanceLengths, used(distanceLengths, 1));
  }

  private static int used(int[] lengths, int least) {
    int count = lengths.length;
    while (count > least && lengths[count - 1] == 0) {
      count--;
    }
    return count;
  }

  private void addAll(int[] lengths) {
    int at = 0;
    while (at < lengths.length) {
      int length = lengths[at];
      int run = 1;
      while (at + run < lengths.length && lengths[at + run] == length) {
        run++;
      }
      at += run;
      if (length == 0) {
        addZeros(run);
      } else {
        add(length, 0);
        addRepeats(length, run - 1);
      }
    }
  }

  private void addZeros(int count) {
    int left = count;
    while (left >= 11) {
      int part = Math.min(left, 138);
      add(MANY_ZEROS, part - 11);
      left -= part;
    }
    if (left >= 3) {
      add(FEW_ZEROS, left - 3);
      left = 0;
    }
    for (; left > 0; left--) {
      add(0, 0);
    }
  }

  private void addRepeats(int length, int count) {
    int left = count;
    while (left >= 3) {
      int part = Math.min(left, 6);
      add(REPEAT, part - 3);
      left -= part;
    }
    for (; left > 0; left--) {
      add(length, 0);
    }
  }

  private void add(int symbol, int extra) {
    items[itemCount++] = extra << 8 | symbol;
    frequencies[symbol]++;
  }

  private static int extraBits(int symbol) {
    return switch (symbol) {
      case REPEAT -> 2;
      case FEW_ZEROS -> 3;
      case MANY_ZEROS -> 7;
      default -> 0;
    };
  }

  // How many of the item lengths are told; trailing zeros need not be.
  private int told() {
    int count = ORDER.length;
    while (count > 4 && itemLengths[ORDER[count - 1]] == 0) {
      count--;
    }
    return count;
  }

  /** The size of what {@link #write} appends. */
  int bits() {
    int bits = 14 + 3 * told();
    for (int symbol = 0; symbol < ORDER.length; symbol++) {
      bits += frequencies[symbol] * (itemLengths[symbol] + extraBits(symbol));
    }
    return bits;
  }

  void write(BitWriter bits) {
    int told = told();
    bits.put(symbolCount - 257, 5);
    bits.put(distanceCount - 1, 5);
    bits.put(told - 4, 4);
    for (int n = 0; n < told; n++) {
      bits.put(itemLengths[ORDER[n]], 3);
    }
    int[] codes = PrefixCode.codes(itemLengths);
    for (int n = 0; n < itemCount; n++) {
      int symbol = items[n] & 0xff;
      bits.put(codes[symbol]);
      bits.put(items[n] >>> 8, extraBits(symbol));
    }
  }
}
