package io.twinbeam.model.metric;

import io.twinbeam.model.volume.LabelMap;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * The distances in mm between the surfaces of a result and a reference. Every measure is 0 where
 * both objects are empty and NaN where one is.
 */
public final class SurfaceDistance {

  private static final double[] NONE = {};

  private final double[] toReferenceMm;
  private final double[] toResultMm;

  private SurfaceDistance(double[] toReferenceMm, double[] toResultMm) {
    this.toReferenceMm = toReferenceMm;
    this.toResultMm = toResultMm;
  }

  /**
   * The distances of one class.
   *
   * @param reference on the same grid as {@code result}; its spacing is used
   * @param classId 1 to 255, or 0 to measure the background
   * @throws IllegalArgumentException where the two grids differ
   */
  public static SurfaceDistance of(LabelMap result, LabelMap reference, int classId) {
    Overlap overlap = Overlap.of(result, reference, classId);
    if (overlap.result() == 0 && overlap.reference() == 0) {
      return new SurfaceDistance(NONE, NONE);
    }
    double[] spacingMm = reference.grid().spacingMm();
    Surfaces surfaces = Surfaces.of(result, reference, classId);
    return new SurfaceDistance(
        distances(surfaces.result(), surfaces.reference(), surfaces, spacingMm),
        distances(surfaces.reference(), surfaces.result(), surfaces, spacingMm));
  }

  private static double[] distances(
      boolean[] from, boolean[] to, Surfaces surfaces, double[] spacingMm) {
    double[] squared = DistanceTransform.squaredMm2(to, surfaces.box(), spacingMm);
    double[] distances = new double[from.length];
    int count = 0;
    for (int i = 0; i < from.length; i++) {
      if (from[i]) {
        distances[count++] = Math.sqrt(squared[i]);
      }
    }
    return Arrays.copyOf(distances, count);
  }

  /** Voxels of the result's surface. */
  public int resultSurfaceVoxels() {
    return toReferenceMm.length;
  }

  /** Voxels of the reference's surface. */
  public int referenceSurfaceVoxels() {
    return toResultMm.length;
  }

  /** The Hausdorff distance: the largest distance of either direction. */
  public double hdMm() {
    return pooledQuantile(1);
  }

  /** The 95th percentile of both directions pooled, with linear interpolation. */
  public double hd95Mm() {
    return pooledQuantile(0.95);
  }

  /** The mean distance from the result's surface to the reference's. */
  public double asdMm() {
    return measure(() -> mean(toReferenceMm));
  }

  /** The mean distance from the reference's surface to the result's. */
  public double reverseAsdMm() {
    return measure(() -> mean(toResultMm));
  }

  /** The mean of the two directed means; swapping result and reference keeps it. */
  public double assdMm() {
    return measure(() -> (mean(toReferenceMm) + mean(toResultMm)) / 2);
  }

  private double pooledQuantile(double fraction) {
    return measure(
        () -> {
          double[] pooled = Arrays.copyOf(toReferenceMm, toReferenceMm.length + toResultMm.length);
          System.arraycopy(toResultMm, 0, pooled, toReferenceMm.length, toResultMm.length);
          Arrays.sort(pooled);
          return Statistics.quantileOfSorted(pooled, fraction);
        });
  }

  private double measure(DoubleSupplier defined) {
    if (toReferenceMm.length == 0 && toResultMm.length == 0) {
      return 0;
    }
    return toReferenceMm.length == 0 || toResultMm.length == 0 ? Double.NaN : defined.getAsDouble();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
