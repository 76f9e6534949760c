package io.twinbeam.model.metric;

import io.twinbeam.model.volume.LabelMap;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * The distances between the surfaces of a result and a reference, in the unit of the spacing. Every
 * measure is 0 where both objects are empty and NaN where one is.
 */
public final class SurfaceDistance {

  private static final double[] NONE = {};
  private static final double[] ONE_VOXEL = {1, 1, 1};
  // Spacing that went through a file's float32 header is off by less.
  private static final double TOLERANCE_SLACK = 1e-6;

  private final double[] toReference;
  private final double[] toResult;

  private SurfaceDistance(double[] toReference, double[] toResult) {
    this.toReference = toReference;
    this.toResult = toResult;
  }

  /**
   * The distances of one class in mm.
   *
   * @param reference on the same grid as {@code result}; its spacing is used
   * @param classId 1 to 255, or 0 to measure the background
   * @throws IllegalArgumentException where the two grids differ
   */
  public static SurfaceDistance of(LabelMap result, LabelMap reference, int classId) {
    int object = SegmentationMetrics.requireClass(classId);
    LabelPair pair = new LabelPair(result, reference, 0);
    Overlap overlap = pair.overlap(object);
    return overlap.result() == 0 && overlap.reference() == 0
        ? none()
        : between(
            pair.inResult(object).surface(),
            pair.inReference(object).surface(),
            reference.grid().spacingMm());
  }

  /** Of two objects that are both empty. */
  static SurfaceDistance none() {
    return new SurfaceDistance(NONE, NONE);
  }

  /** Of two surfaces on one box, in voxels. */
  static SurfaceDistance inVoxels(BitMask result, BitMask reference) {
    return between(result, reference, ONE_VOXEL);
  }

  /** Of two surfaces on one box. */
  static SurfaceDistance between(BitMask result, BitMask reference, double... spacing) {
    return new SurfaceDistance(
        distances(result, reference, spacing), distances(reference, result, spacing));
  }

  private static double[] distances(BitMask from, BitMask to, double... spacing) {
    double[] distances = new double[from.voxels()];
    DistanceTransform transform = new DistanceTransform(to, spacing);
    int height = from.shape().y();
    int count = 0;
    for (int row = 0; row < from.shape().x() * height; row++) {
      for (int k = from.next(row, 0); k >= 0; k = from.next(row, k + 1)) {
        distances[count++] = Math.sqrt(transform.squared(row / height, row % height, k));
      }
    }
    return distances;
  }

  /** The same distances where a voxel is {@code factor} of the unit long, along each axis. */
  SurfaceDistance times(double factor) {
    return new SurfaceDistance(
        Arrays.stream(toReference).map(distance -> distance * factor).toArray(),
        Arrays.stream(toResult).map(distance -> distance * factor).toArray());
  }

  /** Voxels of the result's surface. */
  public int resultSurfaceVoxels() {
    return toReference.length;
  }

  /** Voxels of the reference's surface. */
  public int referenceSurfaceVoxels() {
    return toResult.length;
  }

  /** The Hausdorff distance: the largest distance of either direction. */
  public double hd() {
    return measure(() -> Arrays.stream(pooled()).max().orElseThrow());
  }

  /** The 95th percentile of both directions pooled, with linear interpolation. */
  public double hd95() {
    return measure(() -> Statistics.quantileInPlace(pooled(), 0.95));
  }

  private double[] pooled() {
    double[] pooled = Arrays.copyOf(toReference, toReference.length + toResult.length);
    System.arraycopy(toResult, 0, pooled, toReference.length, toResult.length);
    return pooled;
  }

  /** The mean distance from the result's surface to the reference's. */
  public double asd() {
    return measure(() -> mean(toReference));
  }

  /** The mean distance from the reference's surface to the result's. */
  public double reverseAsd() {
    return measure(() -> mean(toResult));
  }

  /** The mean of the two directed means; swapping result and reference keeps it. */
  public double assd() {
    return measure(() -> (mean(toReference) + mean(toResult)) / 2);
  }

  /**
   * The share of both surfaces' voxels that lie within {@code tolerance} of the other surface, a
   * millionth of it allowed for rounding; 1 where both objects are empty, 0 where one is.
   */
  public double surfaceDice(double tolerance) {
    double limit = tolerance * (1 + TOLERANCE_SLACK);
    int all = toReference.length + toResult.length;
    return all == 0 ? 1 : (double) (within(toReference, limit) + within(toResult, limit)) / all;
  }

  private static int within(double[] distances, double limit) {
    int count = 0;
    for (double distance : distances) {
      count += distance <= limit ? 1 : 0;
    }
    return count;
  }

  private double measure(DoubleSupplier defined) {
    if (toReference.length == 0 && toResult.length == 0) {
      return 0;
    }
    return toReference.length == 0 || toResult.length == 0 ? Double.NaN : defined.getAsDouble();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
