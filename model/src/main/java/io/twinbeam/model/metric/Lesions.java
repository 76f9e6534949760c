package io.twinbeam.model.metric;

import io.twinbeam.model.volume.ConnectedComponents;
import io.twinbeam.model.volume.Connectivity;

/**
 * How many lesions of a reference a result finds. A lesion is a connected component (voxels touch
 * by face, edge or corner) of at least a set volume; smaller ones count on neither side.
 *
 * @param result lesions of the result
 * @param reference lesions of the reference
 * @param detected lesions of the reference of which a lesion of the result covers a voxel
 * @param falsePositives lesions of the result that cover no voxel of the reference, of whatever
 *     size its component is
 */
public record Lesions(int result, int reference, int detected, int falsePositives) {

  static final Lesions NONE = new Lesions(0, 0, 0, 0);

  /**
   * @param minVoxels components of fewer do not count
   */
  static Lesions of(BitMask result, BitMask reference, long minVoxels) {
    Components found = new Components(result, minVoxels);
    Components wanted = new Components(reference, minVoxels);
    return new Lesions(
        found.count(),
        wanted.count(),
        wanted.touching(found.counted()),
        found.count() - found.touching(reference));
  }

  /**
   * 2 TP / (2 TP + FP + FN) over lesions, in 0 .. 1: TP those detected, FN the others of the
   * reference, FP the false positives. 1 where neither side has lesions.
   */
  public double f1() {
    int sum = detected + reference + falsePositives;
    return sum == 0 ? 1 : 2.0 * detected / sum;
  }

  /** The components of one side. */
  private static final class Components {

    private final BitMask object;
    private final ConnectedComponents all;
    private final long minVoxels;

    Components(BitMask object, long minVoxels) {
      this.object = object;
      boolean[] flags = object.toArray();
      this.all = ConnectedComponents.of(object.shape(), at -> flags[at], Connectivity.CORNERS);
      this.minVoxels = minVoxels;
    }

    private boolean counts(int component) {
      return all.size(component) >= minVoxels;
    }

    int count() {
      int count = 0;
      for (int component = 1; component <= all.count(); component++) {
        count += counts(component) ? 1 : 0;
      }
      return count;
    }

    /** The voxels of the components that count. */
    BitMask counted() {
      if (count() == all.count()) {
        return object;
      }
      BitMask counted = BitMask.empty(object.shape());
      all.forEachRun(
          (component, first, length) -> {
            if (counts(component)) {
              int row = first / object.shape().z();
              int start = first - row * object.shape().z();
              counted.set(row, start, start + length);
            }
          });
      return counted;
    }

    /** How many of those that count have a voxel in {@code other}. */
    int touching(BitMask other) {
      boolean[] touching = new boolean[all.count() + 1];
      all.forEachRun(
          (component, first, length) -> {
            int row = first / object.shape().z();
            int start = first - row * object.shape().z();
            int next = other.next(row, start);
            touching[component] |= counts(component) && next >= 0 && next < start + length;
          });
      int count = 0;
      for (boolean one : touching) {
        count += one ? 1 : 0;
      }
      return count;
    }
  }
}
