package io.twinbeam.model.uncertainty;

import java.util.Arrays;

/**
 * What of a teacher's pseudo-labels a person should know of.
 *
 * @param minKept the smallest share of a case's voxels that filters should keep, 0 to 1
 * @param maxKept the largest one
 * @param classFactor how many times larger or smaller than among the labelled cases the share of a
 *     class among all voxels may be, above 1; 0 for no such rule
 */
public record AlarmRules(double minKept, double maxKept, double classFactor) {

  /** Those of an experiment that sets none. */
  public static final AlarmRules STANDARD = new AlarmRules(0.05, 1, 5);

  /** Whether the share of voxels that filters keep of a case is one to tell of. */
  public boolean isOddKept(double keptFraction) {
    return !(keptFraction >= minKept && keptFraction <= maxKept);
  }

  /**
   * Whether a class is far more or far less common than among labelled cases.
   *
   * @param share of the predicted voxels, 0 to 1
   * @param labelledShare of the voxels of labelled cases; where it is 0 there is nothing to compare
   *     with
   */
  public boolean isOddShare(double share, double labelledShare) {
    return classFactor > 0
        && labelledShare > 0
        && !(share >= labelledShare / classFactor && share <= labelledShare * classFactor);
  }

  /** The share of each class among the voxels of all; 0 where there are no voxels. */
  public static double[] shares(long[] voxels) {
    double all = Arrays.stream(voxels).sum();
    return Arrays.stream(voxels).mapToDouble(of -> all == 0 ? 0 : of / all).toArray();
  }
}
