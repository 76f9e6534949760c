package io.twinbeam.model.metric;

import io.twinbeam.model.volume.GridShape;

/**
 * An object on a box of voxels, one bit a voxel: each row along z starts a 64-bit word, its first
 * voxel the lowest bit.
 */
final class BitMask {

  private final GridShape shape;
  private final int rowWords;
  private final long[] words;

  private BitMask(GridShape shape, long[] words) {
    this.shape = shape;
    this.rowWords = rowWords(shape);
    this.words = words;
  }

  /** An object without voxels, to {@link #set} them. */
  static BitMask empty(GridShape shape) {
    return new BitMask(shape, new long[Math.multiplyExact(shape.x() * shape.y(), rowWords(shape))]);
  }

  private static int rowWords(GridShape shape) {
    return (shape.z() + Long.SIZE - 1) / Long.SIZE;
  }

  GridShape shape() {
    return shape;
  }

  /**
   * @param row {@code i * shape.y() + j}
   */
  void set(int row, int k) {
    words[row * rowWords + (k >> 6)] |= 1L << k;
  }

  /** Sets the voxels of a row from {@code start} up to before {@code end}. */
  void set(int row, int start, int end) {
    for (int k = start; k < end; ) {
      int stop = Math.min(end, ((k >> 6) + 1) << 6);
      words[row * rowWords + (k >> 6)] |= (-1L >>> (Long.SIZE - (stop - k))) << k;
      k = stop;
    }
  }

  /** Whether each voxel belongs to the object, in C order. */
  boolean[] toArray() {
    boolean[] flags = new boolean[(int) shape.voxels()];
    for (int row = 0; row < shape.x() * shape.y(); row++) {
      for (int k = next(row, 0); k >= 0; k = next(row, k + 1)) {
        flags[row * shape.z() + k] = true;
      }
    }
    return flags;
  }

  int voxels() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  boolean isEmptyRow(int row) {
    for (int word = row * rowWords; word < (row + 1) * rowWords; word++) {
      if (words[word] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first voxel of a row at or after {@code k} that belongs to the object; -1 where none does.
   */
  int next(int row, int k) {
    int first = row * rowWords;
    for (int word = k >> 6; word < rowWords; word++) {
      long rest = words[first + word] & (word == k >> 6 ? -1L << k : -1L);
      if (rest != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }

  /** The last voxel of a row at or before {@code k} that belongs to it; -1 where none does. */
  private int previous(int row, int k) {
    int first = row * rowWords;
    for (int word = k >> 6; word >= 0; word--) {
      long rest = words[first + word] & (word == k >> 6 ? -1L >>> (63 - (k & 63)) : -1L);
      if (rest != 0) {
        return (word << 6) + 63 - Long.numberOfLeadingZeros(rest);
      }
    }
    return -1;
  }

  /** Voxels along z from {@code k} to the nearest one of the row in the object; -1 without any. */
  int gap(int row, int k) {
    if (rowWords == 1) {
      long word = words[row];
      return word == 0
          ? -1
          : Math.min(
              Long.numberOfTrailingZeros(word >>> k), Long.numberOfLeadingZeros(word << (63 - k)));
    }
    int above = next(row, k);
    int below = previous(row, k);
    if (above < 0 || below < 0) {
      return above >= 0 ? above - k : below >= 0 ? k - below : -1;
    }
    return Math.min(above - k, k - below);
  }

  /**
   * The voxels of the object that have a face-neighbour outside it. The outside of the box is
   * outside the object.
   */
  BitMask surface() {
    long[] surface = new long[words.length];
    int plane = shape.y() * rowWords;
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        boolean edge = i == 0 || j == 0 || i == shape.x() - 1 || j == shape.y() - 1;
        for (int word = 0; word < rowWords; word++) {
          int at = i * plane + j * rowWords + word;
          long inside = words[at];
          if (inside == 0 || edge) {
            surface[at] = inside;
            continue;
          }
          long before = inside << 1 | (word == 0 ? 0 : words[at - 1] >>> 63);
          long after = inside >>> 1 | (word == rowWords - 1 ? 0 : words[at + 1] << 63);
          long neighbours =
              words[at - plane] & words[at + plane] & words[at - rowWords] & words[at + rowWords];
          surface[at] = inside & ~(before & after & neighbours);
        }
      }
    }
    return new BitMask(shape, surface);
  }
}
