package io.twinbeam.transforms.pseudolabel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinbeam.model.uncertainty.FilterRule;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that there is to say of one pseudo-label: the file beside it.
 *
 * @param fold the run's, where there are folds
 * @param round of the run, from 1
 * @param teacher digest of the weights of both networks
 * @param filters the rule of each measure by its name, as it was set
 * @param classes one entry per class, background first
 * @param croppedVoxels of the scan that no network saw, as preprocessing cropped them away; they
 *     are background in the label map and count in nothing else here
 * @param keptFraction of the voxels that networks saw, 0 to 1
 * @param meanEntropyNats over the voxels that networks saw
 * @param accepted whether it may be trained on
 * @param reasons why not, in words
 */
public record PseudoLabelFacts(
    String caseId,
    String method,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt fold,
    long seed,
    int round,
    String teacher,
    SortedMap<String, FilterRule> filters,
    List<OfClass> classes,
    long croppedVoxels,
    double keptFraction,
    double meanEntropyNats,
    boolean accepted,
    List<String> reasons) {

  public PseudoLabelFacts {
    fold = fold == null ? OptionalInt.empty() : fold;
    filters = Collections.unmodifiableSortedMap(new TreeMap<>(filters));
    classes = List.copyOf(classes);
    reasons = List.copyOf(reasons);
  }

  /**
   * What became of one predicted class.
   *
   * @param voxels predicted voxels
   * @param kept those that every filter keeps
   * @param meanEntropyNats over the predicted voxels; empty where there are none
   * @param volumeMl of the predicted voxels
   * @param thresholds the largest value that was kept, by measure; without an entry where no voxel
   *     was there to take a quantile of
   */
  public record OfClass(
      @JsonProperty("class") int classId,
      long voxels,
      long kept,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalDouble meanEntropyNats,
      double volumeMl,
      SortedMap<String, Double> thresholds) {

    public OfClass {
      meanEntropyNats = meanEntropyNats == null ? OptionalDouble.empty() : meanEntropyNats;
      thresholds = Collections.unmodifiableSortedMap(new TreeMap<>(thresholds));
    }

    /** The share of the predicted voxels that is kept; NaN where there are none. */
    public double keptShare() {
      return (double) kept / voxels;
    }
  }

  /** The voxels of the whole scan by class. */
  public long[] voxels() {
    long[] voxels = classes.stream().mapToLong(OfClass::voxels).toArray();
    voxels[0] += croppedVoxels;
    return voxels;
  }

  /** Whether any voxel is predicted as a foreground class. */
  public boolean hasForeground() {
    return Arrays.stream(voxels()).skip(1).sum() > 0;
  }
}
