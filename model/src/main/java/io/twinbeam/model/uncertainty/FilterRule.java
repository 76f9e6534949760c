package io.twinbeam.model.uncertainty;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Up to which value of a measure a voxel is kept. For a voxel of predicted class c the first of
 * these counts that is given: a threshold of c, a share of c, the threshold, the share.
 *
 * @param threshold the largest value that is kept, in the measure's unit
 * @param share of the voxels that is kept, those with the smallest values, in (0, 1]
 * @param perClass whether {@code share} is taken of the voxels of each predicted class, else of all
 * @param thresholds as {@code threshold}, by class id
 * @param shares as {@code share}, by class id, of the voxels that are predicted as that class
 */
public record FilterRule(
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalDouble threshold,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalDouble share,
    boolean perClass,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<Integer, Double> thresholds,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<Integer, Double> shares) {

  public FilterRule {
    threshold = threshold == null ? OptionalDouble.empty() : threshold;
    share = share == null ? OptionalDouble.empty() : share;
    thresholds = copy(thresholds);
    shares = copy(shares);
    share.ifPresent(FilterRule::requireShare);
    shares.values().forEach(FilterRule::requireShare);
    if (threshold.isEmpty() && share.isEmpty()) {
      throw new IllegalArgumentException(
          "a filter must have a threshold or a share for the classes that have none of their own,"
              + " has neither");
    }
  }

  /** The quantile of each predicted class, or of all voxels. */
  public static FilterRule ofShare(double share, boolean perClass) {
    return new FilterRule(OptionalDouble.empty(), OptionalDouble.of(share), perClass, null, null);
  }

  /** One threshold for all classes. */
  public static FilterRule ofThreshold(double threshold) {
    return new FilterRule(OptionalDouble.of(threshold), OptionalDouble.empty(), true, null, null);
  }

  private static void requireShare(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("rho must be in (0, 1], is " + share);
    }
  }

  private static SortedMap<Integer, Double> copy(SortedMap<Integer, Double> given) {
    return given == null
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(given));
  }

  /** The threshold that counts for class {@code c}; empty where a share does. */
  OptionalDouble thresholdOf(int c) {
    if (thresholds.containsKey(c)) {
      return OptionalDouble.of(thresholds.get(c));
    }
    return shares.containsKey(c) ? OptionalDouble.empty() : threshold;
  }

  /** The share that counts for class {@code c} where no threshold does. */
  double shareOf(int c) {
    return shares.containsKey(c) ? shares.get(c) : share.orElseThrow();
  }

  /** Whether the share of class {@code c} is taken of its own voxels alone. */
  boolean isOfClass(int c) {
    return perClass || shares.containsKey(c);
  }
}
