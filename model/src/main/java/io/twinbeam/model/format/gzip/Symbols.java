package io.twinbeam.model.format.gzip;

/**
 * Deflate's symbols of repeats: a length or a distance is told by a symbol and some bits that
 * follow its code, the lowest ones of the number counted from the least there is (RFC 1951, section
 * 3.2.5).
 */
final class Symbols {

  static final int END_OF_BLOCK = 256;
  static final int SHORTEST = 3;
  static final int LONGEST = 258;
  static final int FARTHEST = 1 << 15;

  /** Bytes, the end of the block and lengths. */
  static final int LITERALS_AND_LENGTHS = 286;

  static final int DISTANCES = 30;

  private static final int FIRST_LENGTH = 257;
  private static final int LONGEST_SYMBOL = 285;

  private Symbols() {}

  static int ofLength(int length) {
    int over = length - SHORTEST;
    if (length == LONGEST) {
      return LONGEST_SYMBOL;
    }
    // Past the first eight, four symbols to each power of two.
    int bits = lengthBits(length);
    return FIRST_LENGTH + 4 * bits + (over >> bits);
  }

  /** How many bits follow the code of a length. */
  static int lengthBits(int length) {
    int over = length - SHORTEST;
    return length == LONGEST ? 0 : Math.max(0, 29 - Integer.numberOfLeadingZeros(over));
  }

  static int ofDistance(int distance) {
    // Past the first four, two symbols to each power of two.
    int bits = distanceBits(distance);
    return 2 * bits + ((distance - 1) >> bits);
  }

  /** How many bits follow the code of a distance. */
  static int distanceBits(int distance) {
    return Math.max(0, 30 - Integer.numberOfLeadingZeros(distance - 1));
  }

  /** The bits that follow the code of a length. */
  static int restOfLength(int length) {
    return (length - SHORTEST) & ((1 << lengthBits(length)) - 1);
  }

  /** The bits that follow the code of a distance. */
  static int restOfDistance(int distance) {
    return (distance - 1) & ((1 << distanceBits(distance)) - 1);
  }
}
