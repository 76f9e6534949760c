package io.twinbeam.model.metric;

import io.twinbeam.model.volume.LabelMap;

/**
 * Voxel counts of two objects, and the overlap ratios that follow from them.
 *
 * @param result voxels of the result
 * @param reference voxels of the reference
 * @param both voxels of their intersection
 */
public record Overlap(long result, long reference, long both) {

  /**
   * Counts the voxels of one class.
   *
   * @param classId 1 to 255, or 0 to measure the background
   * @throws IllegalArgumentException where the two grids differ
   */
  public static Overlap of(LabelMap result, LabelMap reference, int classId) {
    int object = SegmentationMetrics.requireClass(classId);
    return new LabelPair(result, reference, 0).overlap(object);
  }

  /** The Dice coefficient; 1 where both objects are empty. */
  public double dice() {
    long sizes = result + reference;
    return sizes == 0 ? 1 : 2.0 * both / sizes;
  }

  /** The Jaccard index; 1 where both objects are empty. */
  public double jaccard() {
    long union = result + reference - both;
    return union == 0 ? 1 : (double) both / union;
  }
}
