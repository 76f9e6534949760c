package io.twinbeam.model.metric;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;

/**
 * The surface voxels of two objects, on the smallest box that holds both: an object's voxels that
 * have a face-neighbour outside it. The outside of the array is outside the object.
 */
final class Surfaces {

  private final GridShape box;
  private final boolean[] result;
  private final boolean[] reference;

  private Surfaces(GridShape box, boolean[] result, boolean[] reference) {
    this.box = box;
    this.result = result;
    this.reference = reference;
  }

  /** The surfaces of class {@code classId}, which occurs in at least one of the two. */
  static Surfaces of(LabelMap result, LabelMap reference, int classId) {
    int[] low = result.shape().toArray();
    int[] high = {-1, -1, -1};
    widen(result, classId, low, high);
    widen(reference, classId, low, high);
    GridShape box = new GridShape(high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1);
    return new Surfaces(
        box, surface(result, classId, low, box), surface(reference, classId, low, box));
  }

  GridShape box() {
    return box;
  }

  boolean[] result() {
    return result;
  }

  boolean[] reference() {
    return reference;
  }

  private static void widen(LabelMap labels, int classId, int[] low, int[] high) {
    GridShape shape = labels.shape();
    byte[] voxels = labels.voxels();
    for (int index = 0; index < voxels.length; index++) {
      if (voxels[index] == (byte) classId) {
        int line = index / shape.z();
        int[] at = {line / shape.y(), line % shape.y(), index % shape.z()};
        for (int axis = 0; axis < 3; axis++) {
          low[axis] = Math.min(low[axis], at[axis]);
          high[axis] = Math.max(high[axis], at[axis]);
        }
      }
    }
  }

  private static boolean[] surface(LabelMap labels, int classId, int[] low, GridShape box) {
    boolean[] surface = new boolean[(int) box.voxels()];
    for (int i = 0; i < box.x(); i++) {
      for (int j = 0; j < box.y(); j++) {
        for (int k = 0; k < box.z(); k++) {
          surface[box.index(i, j, k)] =
              isSurface(labels, classId, low[0] + i, low[1] + j, low[2] + k);
        }
      }
    }
    return surface;
  }

  private static boolean isSurface(LabelMap labels, int classId, int i, int j, int k) {
    return isInside(labels, classId, i, j, k)
        && !(isInside(labels, classId, i - 1, j, k)
            && isInside(labels, classId, i + 1, j, k)
            && isInside(labels, classId, i, j - 1, k)
            && isInside(labels, classId, i, j + 1, k)
            && isInside(labels, classId, i, j, k - 1)
            && isInside(labels, classId, i, j, k + 1));
  }

  private static boolean isInside(LabelMap labels, int classId, int i, int j, int k) {
    return labels.shape().contains(i, j, k) && labels.at(i, j, k) == classId;
  }
}
