package io.twinbeam.model.metric;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A result and a reference on one grid, with what one pass over their voxels tells of every class:
 * how many there are and the box that holds them.
 */
final class LabelPair {

  /** The object that all foreground classes form together. */
  static final int POOLED = LabelMap.MAX_CLASS + 1;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long EACH_BYTE = 0x0101010101010101L;
  // Grids that went through a file's float32 header still count as one.
  private static final double GRID_TOLERANCE_MM = 0.01;

  private final LabelMap result;
  private final LabelMap reference;
  private final int classes;
  private final long[] inResult = new long[POOLED + 1];
  private final long[] inReference = new long[POOLED + 1];
  private final long[] inBoth = new long[POOLED + 1];
  private final int[][] low = new int[3][POOLED + 1];
  private final int[][] high = new int[3][POOLED + 1];

  /**
   * @param classes the number of classes, background included
   * @throws IllegalArgumentException where the two grids differ
   */
  LabelPair(LabelMap result, LabelMap reference, int classes) {
    if (!result.grid().matches(reference.grid(), GRID_TOLERANCE_MM)) {
      throw new IllegalArgumentException(
          "result grid "
              + result.grid()
              + " must equal reference grid "
              + reference.grid()
              + "; resample the result to the reference first");
    }
    this.result = result;
    this.reference = reference;
    this.classes = classes;
    for (int axis = 0; axis < 3; axis++) {
      Arrays.fill(low[axis], Integer.MAX_VALUE);
      Arrays.fill(high[axis], -1);
    }
    int rows = shape().x() * shape().y();
    for (int row = 0; row < rows; row++) {
      countRow(row);
    }
  }

  private GridShape shape() {
    return reference.shape();
  }

  LabelMap reference() {
    return reference;
  }

  private void countRow(int row) {
    byte[] a = result.voxels();
    byte[] b = reference.voxels();
    int first = row * shape().z();
    int end = first + shape().z();
    for (int at = first; at < end; ) {
      int start = at;
      byte one = a[at];
      byte other = b[at];
      long eightOnes = (one & 0xff) * EACH_BYTE;
      long eightOthers = (other & 0xff) * EACH_BYTE;
      while (at + 8 <= end
          && (long) EIGHT.get(a, at) == eightOnes
          && (long) EIGHT.get(b, at) == eightOthers) {
        at += 8;
      }
      while (at < end && a[at] == one && b[at] == other) {
        at++;
      }
      add(one & 0xff, other & 0xff, row, start - first, at - first);
    }
  }

  /**
   * A run of voxels that have class {@code one} in the result and {@code other} in the reference.
   */
  private void add(int one, int other, int row, int start, int end) {
    int voxels = end - start;
    inResult[one] += voxels;
    inReference[other] += voxels;
    inBoth[one] += one == other ? voxels : 0;
    widen(one, row, start, end - 1);
    if (one != other) {
      widen(other, row, start, end - 1);
    }
    boolean resultIsForeground = isForeground(one);
    boolean referenceIsForeground = isForeground(other);
    if (resultIsForeground || referenceIsForeground) {
      inResult[POOLED] += resultIsForeground ? voxels : 0;
      inReference[POOLED] += referenceIsForeground ? voxels : 0;
      inBoth[POOLED] += resultIsForeground && referenceIsForeground ? voxels : 0;
      widen(POOLED, row, start, end - 1);
    }
  }

  private boolean isForeground(int id) {
    return id > 0 && id < classes;
  }

  private void widen(int object, int row, int firstZ, int lastZ) {
    int i = row / shape().y();
    int j = row % shape().y();
    low[0][object] = Math.min(low[0][object], i);
    high[0][object] = i;
    low[1][object] = Math.min(low[1][object], j);
    high[1][object] = Math.max(high[1][object], j);
    low[2][object] = Math.min(low[2][object], firstZ);
    high[2][object] = Math.max(high[2][object], lastZ);
  }

  /** The voxel counts of class {@code object}, or of {@link #POOLED}. */
  Overlap overlap(int object) {
    return new Overlap(inResult[object], inReference[object], inBoth[object]);
  }

  /** The object in the result, on the smallest box that holds it in both; it is in one of them. */
  BitMask inResult(int object) {
    return mask(result.voxels(), object);
  }

  /** The object in the reference, on the same box. */
  BitMask inReference(int object) {
    return mask(reference.voxels(), object);
  }

  private BitMask mask(byte[] voxels, int object) {
    boolean[] belongs = new boolean[LabelMap.MAX_CLASS + 1];
    for (int id = 0; id < belongs.length; id++) {
      belongs[id] = object == POOLED ? isForeground(id) : id == object;
    }
    int depth = high[2][object] - low[2][object] + 1;
    int height = high[1][object] - low[1][object] + 1;
    BitMask mask =
        BitMask.empty(new GridShape(high[0][object] - low[0][object] + 1, height, depth));
    for (int row = 0; row < mask.shape().x() * height; row++) {
      int first =
          shape()
              .index(low[0][object] + row / height, low[1][object] + row % height, low[2][object]);
      for (int k = 0; k < depth; k++) {
        if (belongs[voxels[first + k] & 0xff]) {
          mask.set(row, k);
        }
      }
    }
    return mask;
  }
}
