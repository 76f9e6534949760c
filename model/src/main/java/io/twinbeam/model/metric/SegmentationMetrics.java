package io.twinbeam.model.metric;

import io.twinbeam.model.volume.LabelMap;

/** Measures a predicted label map against a reference, one class at a time. */
public final class SegmentationMetrics {

  // Grids that went through a file's float32 header still count as one.
  private static final double GRID_TOLERANCE_MM = 0.01;

  private SegmentationMetrics() {}

  /**
   * All measures of one class. Both objects empty: Dice and Jaccard 1, distances 0. One empty: Dice
   * and Jaccard 0, distances NaN.
   *
   * @param result the prediction
   * @param reference the truth, on the same grid; distances use its spacing
   * @param classId 1 to 255, or 0 to measure the background
   * @throws IllegalArgumentException where the two grids differ
   */
  public static ClassMetrics of(LabelMap result, LabelMap reference, int classId) {
    Overlap overlap = Overlap.of(result, reference, classId);
    SurfaceDistance distance = SurfaceDistance.of(result, reference, classId);
    return new ClassMetrics(
        overlap.dice(), overlap.jaccard(), distance.hd95Mm(), distance.asdMm(), distance.assdMm());
  }

  /**
   * The mean Dice over the foreground classes; 1 for a class that neither map holds.
   *
   * @param classes the number of classes, background included
   * @throws IllegalArgumentException where the two grids differ
   */
  public static double meanDice(LabelMap result, LabelMap reference, int classes) {
    double sum = 0;
    for (int classId = 1; classId < classes; classId++) {
      sum += Overlap.of(result, reference, classId).dice();
    }
    return sum / (classes - 1);
  }

  static void requireOneGrid(LabelMap result, LabelMap reference) {
    if (!result.grid().matches(reference.grid(), GRID_TOLERANCE_MM)) {
      throw new IllegalArgumentException(
          "result grid "
              + result.grid()
              + " must equal reference grid "
              + reference.grid()
              + "; resample the result to the reference first");
    }
  }

  static int requireClass(int classId) {
    if (classId < 0 || classId > LabelMap.MAX_CLASS) {
      throw new IllegalArgumentException(
          "class id must be 0 to " + LabelMap.MAX_CLASS + ", is " + classId);
    }
    return classId;
  }
}
