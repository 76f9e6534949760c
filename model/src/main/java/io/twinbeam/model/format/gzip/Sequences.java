package io.twinbeam.model.format.gzip;

import java.util.Arrays;

/** A block told as runs of bytes, each followed by a repeat, and how often each symbol occurs. */
final class Sequences {

  private static final int BYTE_VALUES = 256;

  private final Repeats repeats = new Repeats();
  // Of each sequence the length of its run of bytes, and its repeat: length << 16 | distance - 1.
  private final int[] runs;
  private final int[] repeated;
  private int count;
  private int done;
  private int size;

  private final int[] bytes = new int[4 * BYTE_VALUES];
  private final int[] symbols = new int[Symbols.LITERALS_AND_LENGTHS];
  private final int[] distances = new int[Symbols.DISTANCES];
  private int extraBits;

  /**
   * @param mostBytes of a block, up to 65536
   */
  Sequences(int mostBytes) {
    runs = new int[mostBytes / Symbols.SHORTEST];
    repeated = new int[mostBytes / Symbols.SHORTEST];
  }

  /** Becomes the sequences of the first {@code size} bytes. */
  void find(byte[] block, int size) {
    this.size = size;
    count = 0;
    done = 0;
    extraBits = 0;
    Arrays.fill(bytes, 0);
    Arrays.fill(symbols, 0);
    Arrays.fill(distances, 0);
    repeats.find(block, size, (at, length, distance) -> add(block, at, length, distance));
    countBytes(block, done, size);
    for (int n = 0; n < bytes.length; n++) {
      symbols[n % BYTE_VALUES] += bytes[n];
    }
    symbols[Symbols.END_OF_BLOCK] = 1;
  }

  private void add(byte[] block, int at, int length, int distance) {
    countBytes(block, done, at);
    int run = at - done;
    for (int left = length; left > 0; ) {
      // What is left must not be too short to be a repeat.
      int part =
          left <= Symbols.LONGEST ? left : Math.min(Symbols.LONGEST, left - Symbols.SHORTEST);
      runs[count] = run;
      repeated[count++] = (part << Short.SIZE) | (distance - 1);
      symbols[Symbols.ofLength(part)]++;
      distances[Symbols.ofDistance(distance)]++;
      extraBits += Symbols.lengthBits(part) + Symbols.distanceBits(distance);
      run = 0;
      left -= part;
    }
    done = at + length;
  }

  // Four counters to a value: an addition waits for the last one to the same counter.
  private void countBytes(byte[] block, int from, int to) {
    int n = from;
    for (; n + 4 <= to; n += 4) {
      bytes[block[n] & 0xff]++;
      bytes[BYTE_VALUES + (block[n + 1] & 0xff)]++;
      bytes[2 * BYTE_VALUES + (block[n + 2] & 0xff)]++;
      bytes[3 * BYTE_VALUES + (block[n + 3] & 0xff)]++;
    }
    for (; n < to; n++) {
      bytes[block[n] & 0xff]++;
    }
  }

  /** How often each byte, the end of the block and each symbol of a length occurs. */
  int[] symbols() {
    return symbols;
  }

  /** How often each symbol of a distance occurs. */
  int[] distances() {
    return distances;
  }

  /** The bits that follow codes. */
  int extraBits() {
    return extraBits;
  }

  /** Appends all sequences and the end of the block, by the codes of both kinds of symbols. */
  void write(byte[] block, int[] symbolCodes, int[] distanceCodes, BitWriter bits) {
    int at = 0;
    for (int n = 0; n < count; n++) {
      int length = repeated[n] >>> Short.SIZE;
      int distance = (repeated[n] & 0xffff) + 1;
      bits.putAll(block, at, at + runs[n], symbolCodes);
      bits.put(symbolCodes[Symbols.ofLength(length)]);
      bits.put(Symbols.restOfLength(length), Symbols.lengthBits(length));
      bits.put(distanceCodes[Symbols.ofDistance(distance)]);
      bits.put(Symbols.restOfDistance(distance), Symbols.distanceBits(distance));
      at += runs[n] + length;
    }
    bits.putAll(block, at, size, symbolCodes);
    bits.put(symbolCodes[Symbols.END_OF_BLOCK]);
  }
}
