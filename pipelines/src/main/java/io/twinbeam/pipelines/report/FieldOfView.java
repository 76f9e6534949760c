package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;

/**
 * What part of a case its overlays show: the truth and the prediction with a margin, cut through
 * the truth's centre of mass. Arrays are by axis, in voxels.
 */
final class FieldOfView {

  private static final double MARGIN_MM = 12;

  private final int[] low;
  private final int[] high;
  private final int[] centre;

  private FieldOfView(int[] low, int[] high, int[] centre) {
    this.low = low;
    this.high = high;
    this.centre = centre;
  }

  /**
   * The view of one case. Where the truth is empty the prediction's centre of mass is used; where
   * both are, the whole grid and its middle.
   */
  static FieldOfView of(LabelMap reference, LabelMap prediction) {
    Extent truth = Extent.of(reference);
    Extent found = Extent.of(prediction);
    GridShape shape = reference.shape();
    int[] low = new int[3];
    int[] high = new int[3];
    int[] centre = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int last = shape.size(axis) - 1;
      int from = Math.min(truth.low[axis], found.low[axis]);
      int to = Math.max(truth.high[axis], found.high[axis]);
      int margin = margin(to - from + 1, reference.grid().spacingMm()[axis]);
      boolean empty = to < from;
      low[axis] = empty ? 0 : Math.max(0, from - margin);
      high[axis] = empty ? last : Math.min(last, to + margin);
      Extent seen = truth.count > 0 ? truth : found;
      centre[axis] = empty ? last / 2 : (int) Math.round((double) seen.sum[axis] / seen.count);
    }
    return new FieldOfView(low, high, centre);
  }

  private static int margin(int size, double spacingMm) {
    return (int) Math.ceil(Math.max(MARGIN_MM / spacingMm, 0.4 * size));
  }

  /** The first voxel shown along {@code axis}. */
  int low(int axis) {
    return low[axis];
  }

  /** The last voxel shown along {@code axis}. */
  int high(int axis) {
    return high[axis];
  }

  /** The voxel that the planes go through. */
  int centre(int axis) {
    return centre[axis];
  }

  /** The bounding box and the moments of the foreground. */
  private static final class Extent {

    private final int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] high = {-1, -1, -1};
    private final long[] sum = new long[3];
    private long count;

    static Extent of(LabelMap labels) {
      Extent extent = new Extent();
      GridShape shape = labels.shape();
      byte[] voxels = labels.voxels();
      for (int index = 0; index < voxels.length; index++) {
        if (voxels[index] != 0) {
          extent.add(index / shape.z() / shape.y(), 0);
          extent.add(index / shape.z() % shape.y(), 1);
          extent.add(index % shape.z(), 2);
          extent.count++;
        }
      }
      return extent;
    }

    private void add(int at, int axis) {
      low[axis] = Math.min(low[axis], at);
      high[axis] = Math.max(high[axis], at);
      sum[axis] += at;
    }
  }
}
