package io.twinbeam.model.metric;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;

/**
 * Measures a predicted label map against a reference, class by class and all foreground classes as
 * one object.
 *
 * <p>Both objects empty: ratios 1, distances and volume error 0. One empty: ratios 0, distances
 * NaN. docs/evaluation.md defines every number.
 */
public final class SegmentationMetrics {

  private static final double MM3_PER_ML = 1000;

  private final LabelPair pair;
  private final MetricSettings settings;

  private SegmentationMetrics(LabelPair pair, MetricSettings settings) {
    this.pair = pair;
    this.settings = settings;
  }

  /**
   * The agreement of two label maps, of which {@link #ofClass} and {@link #pooled} tell.
   *
   * @param result the prediction
   * @param reference the truth, on the same grid; distances and volumes use its spacing
   * @param classes the number of classes, background included
   * @throws IllegalArgumentException where the two grids differ
   */
  public static SegmentationMetrics between(
      LabelMap result, LabelMap reference, int classes, MetricSettings settings) {
    return new SegmentationMetrics(new LabelPair(result, reference, classes), settings);
  }

  /**
   * All measures of one class, with standard settings.
   *
   * @param classId 1 to 255, or 0 to measure the background
   * @throws IllegalArgumentException where the two grids differ
   */
  public static ClassMetrics of(LabelMap result, LabelMap reference, int classId) {
    return between(result, reference, classId + 1, MetricSettings.STANDARD).ofClass(classId);
  }

  /**
   * The mean Dice over the foreground classes; 1 for a class that neither map holds.
   *
   * @param classes the number of classes, background included
   * @throws IllegalArgumentException where the two grids differ
   */
  public static double meanDice(LabelMap result, LabelMap reference, int classes) {
    LabelPair pair = new LabelPair(result, reference, classes);
    double sum = 0;
    for (int classId = 1; classId < classes; classId++) {
      sum += pair.overlap(classId).dice();
    }
    return sum / (classes - 1);
  }

  /**
   * All measures of one class.
   *
   * @param classId 1 to 255, or 0 to measure the background
   */
  public ClassMetrics ofClass(int classId) {
    return measure(requireClass(classId));
  }

  /** All measures of the union of all foreground classes. */
  public ClassMetrics pooled() {
    return measure(LabelPair.POOLED);
  }

  private ClassMetrics measure(int object) {
    Overlap overlap = pair.overlap(object);
    double[] spacingMm = pair.reference().grid().spacingMm();
    double voxelMm3 = pair.reference().grid().voxelMm3();
    SurfaceDistance inVoxels = SurfaceDistance.none();
    SurfaceDistance inMm = inVoxels;
    Lesions lesions = Lesions.NONE;
    if (overlap.result() + overlap.reference() > 0) {
      BitMask result = pair.inResult(object);
      BitMask reference = pair.inReference(object);
      lesions =
          Lesions.of(
              result, reference, pair.reference().grid().leastVoxels(settings.minLesionMm3()));
      BitMask resultSurface = result.surface();
      BitMask referenceSurface = reference.surface();
      inVoxels = SurfaceDistance.inVoxels(resultSurface, referenceSurface);
      inMm =
          spacingMm[0] == spacingMm[1] && spacingMm[1] == spacingMm[2]
              ? inVoxels.times(spacingMm[0])
              : SurfaceDistance.between(resultSurface, referenceSurface, spacingMm);
    }
    return new ClassMetrics(
        overlap.dice(),
        overlap.jaccard(),
        distances(inMm, spacingMm),
        distances(inVoxels, 1, 1, 1),
        inMm.surfaceDice(settings.surfaceToleranceMm()),
        overlap.result() * voxelMm3 / MM3_PER_ML,
        overlap.reference() * voxelMm3 / MM3_PER_ML,
        lesions);
  }

  private Distances distances(SurfaceDistance surfaces, double... spacing) {
    GridShape shape = pair.reference().shape();
    double diagonal =
        Math.hypot(
            Math.hypot(shape.x() * spacing[0], shape.y() * spacing[1]), shape.z() * spacing[2]);
    return new Distances(surfaces.hd95(), surfaces.asd(), surfaces.assd(), diagonal);
  }

  static int requireClass(int classId) {
    if (classId < 0 || classId > LabelMap.MAX_CLASS) {
      throw new IllegalArgumentException(
          "class id must be 0 to " + LabelMap.MAX_CLASS + ", is " + classId);
    }
    return classId;
  }
}
