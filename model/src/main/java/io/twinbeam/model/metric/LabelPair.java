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
    countVoxels();
  }

  private GridShape shape() {
    return reference.shape();
  }

  LabelMap reference() {
    return reference;
  }

  private void countVoxels() {
    byte[] a = result.voxels();
    byte[] b = reference.voxels();
    int depth = shape().z();
    for (int at = 0; at < a.length; ) {
      int start = at;
      byte one = a[at];
      byte other = b[at];
      // Background has no box to find: its runs may go over the ends of rows.
      boolean background = one == 0 && other == 0;
      int end = background ? a.length : (at / depth + 1) * depth;
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
      count(one & 0xff, other & 0xff, at - start);
      if (!background) {
        widen(one & 0xff, other & 0xff, start, at);
      }
    }
  }

  /** Voxels that have class {@code one} in the result and {@code other} in the reference. */
  private void count(int one, int other, int voxels) {
    inResult[one] += voxels;
    inReference[other] += voxels;
    inBoth[one] += one == other ? voxels : 0;
    boolean pooledInResult = isForeground(one);
    boolean pooledInReference = isForeground(other);
    inResult[POOLED] += pooledInResult ? voxels : 0;
    inReference[POOLED] += pooledInReference ? voxels : 0;
    inBoth[POOLED] += pooledInResult && pooledInReference ? voxels : 0;
  }

  private boolean isForeground(int id) {
    return id > 0 && id < classes;
  }

  /** Makes the boxes hold a run that lies in one row. */
  private void widen(int one, int other, int start, int end) {
    widen(one, start, end);
    if (one != other) {
      widen(other, start, end);
    }
    if (isForeground(one) || isForeground(other)) {
      widen(POOLED, start, end);
    }
  }

  private void widen(int object, int start, int end) {
    int row = start / shape().z();
    int firstZ = start - row * shape().z();
    int i = row / shape().y();
    int j = row - i * shape().y();
    low[0][object] = Math.min(low[0][object], i);
    high[0][object] = i;
    low[1][object] = Math.min(low[1][object], j);
    high[1][object] = Math.max(high[1][object], j);
    low[2][object] = Math.min(low[2][object], firstZ);
    high[2][object] = Math.max(high[2][object], firstZ + end - start - 1);
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
    Box box = box(object);
    BitMask mask = BitMask.empty(box.shape());
    int height = box.shape().y();
    for (int row = 0; row < box.shape().x() * height; row++) {
      int first = shape().index(box.x() + row / height, box.y() + row % height, box.z());
      fill(mask, row, voxels, first, belongs);
    }
    return mask;
  }

  private static void fill(BitMask mask, int row, byte[] voxels, int first, boolean[] belongs) {
    int depth = mask.shape().z();
    for (int k = 0; k < depth; ) {
      byte id = voxels[first + k];
      int start = k++;
      long eight = (id & 0xff) * EACH_BYTE;
      while (k + 8 <= depth && (long) EIGHT.get(voxels, first + k) == eight) {
        k += 8;
      }
      while (k < depth && voxels[first + k] == id) {
        k++;
      }
      if (belongs[id & 0xff]) {
        mask.set(row, start, k);
      }
    }
  }

  /** The background's is the whole grid: what both have of it is not looked at row by row. */
  private Box box(int object) {
    return object == 0
        ? new Box(0, 0, 0, shape())
        : new Box(
            low[0][object],
            low[1][object],
            low[2][object],
            new GridShape(
                high[0][object] - low[0][object] + 1,
                high[1][object] - low[1][object] + 1,
                high[2][object] - low[2][object] + 1));
  }

  /** Part of the grid, from its first voxel on. */
  private record Box(int x, int y, int z, GridShape shape) {}
}
