package io.twinbeam.model.metric;

/**
 * What the distances between two surfaces come to, all in one unit: mm, or voxels where the spacing
 * counts as 1. 0 where both objects are empty, NaN where one is.
 *
 * @param hd95 95th percentile of the distances of both directions pooled
 * @param asd mean distance from the result's surface to the reference's
 * @param assd mean of the two directed mean distances
 * @param diagonal of the grid, from outer corner to outer corner: more than any distance on it, and
 *     what a summary takes for one that is undefined
 */
public record Distances(double hd95, double asd, double assd, double diagonal) {

  /** Whether they exist: both objects hold a voxel, or both are empty. */
  public boolean defined() {
    return !Double.isNaN(assd);
  }
}
