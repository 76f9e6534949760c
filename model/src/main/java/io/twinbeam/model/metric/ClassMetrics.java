package io.twinbeam.model.metric;

/**
 * The agreement of a result with a reference on one class of one case.
 *
 * @param dice 2 |R and G| / (|R| + |G|), in 0 .. 1
 * @param jaccard |R and G| / |R or G|, in 0 .. 1
 * @param hd95Mm 95th percentile of the surface distances of both directions pooled
 * @param asdMm mean distance from the result's surface to the reference's
 * @param assdMm mean of the two directed mean distances
 */
public record ClassMetrics(
    double dice, double jaccard, double hd95Mm, double asdMm, double assdMm) {

  /** Whether the distances exist: both objects hold a voxel, or both are empty. */
  public boolean hasDistances() {
    return !Double.isNaN(assdMm);
  }
}
