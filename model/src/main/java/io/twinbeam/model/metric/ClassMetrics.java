package io.twinbeam.model.metric;

/**
 * The agreement of a result with a reference on one object of one case: a class, or all foreground
 * classes as one.
 *
 * @param dice 2 |R and G| / (|R| + |G|), in 0 .. 1
 * @param jaccard |R and G| / |R or G|, in 0 .. 1
 * @param mm surface distances in mm
 * @param voxels surface distances in voxels
 * @param surfaceDice the share of both surfaces' voxels that lie within a tolerance of the other
 *     surface, in 0 .. 1; 1 where both objects are empty, 0 where one is
 * @param volumeMl of the result
 * @param referenceVolumeMl of the reference
 * @param lesions connected components of both
 */
public record ClassMetrics(
    double dice,
    double jaccard,
    Distances mm,
    Distances voxels,
    double surfaceDice,
    double volumeMl,
    double referenceVolumeMl,
    Lesions lesions) {

  /**
   * (V - Vref) / Vref: below 0 where the result is too small, -1 where it is empty. 0 where both
   * are empty; NaN where only the reference is.
   */
  public double relativeVolumeError() {
    if (volumeMl == referenceVolumeMl) {
      return 0;
    }
    return referenceVolumeMl == 0 ? Double.NaN : (volumeMl - referenceVolumeMl) / referenceVolumeMl;
  }

  /**
   * 1 - |V - Vref| / (V + Vref), in 0 .. 1: 1 where both are empty, 0 where one is (Taha and
   * Hanbury, BMC Medical Imaging 15, 2015).
   */
  public double volumeSimilarity() {
    double sum = volumeMl + referenceVolumeMl;
    return sum == 0 ? 1 : 1 - Math.abs(volumeMl - referenceVolumeMl) / sum;
  }
}
