package io.twinbeam.model.uncertainty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which pseudo-labels as a whole are good enough to be trained on.
 *
 * @param minKept the smallest share of a case's voxels that filters must keep, 0 to 1
 * @param maxKept the largest one
 * @param volumeFactor how far beyond those of the labelled cases the volume of a foreground class
 *     may lie: in [smallest / factor, largest * factor]; at least 1, or 0 for no such rule
 * @param volumeDeviations how many robust standard deviations it may lie from the median of the
 *     labelled cases that have the class, 0 for no such rule; one is 1.4826 times the median
 *     distance from the median, and at least 5 % of the median, as few cases may all be alike. A
 *     volume of 0 passes where some labelled case lacks the class
 */
public record Acceptance(
    double minKept, double maxKept, double volumeFactor, double volumeDeviations) {

  /** Takes every pseudo-label. */
  public static final Acceptance ALL = new Acceptance(0, 1, 0, 0);

  private static final double NORMAL = 1.4826;
  private static final double LEAST = 0.05;

  /** Whether volumes of labelled cases are needed to decide. */
  public boolean readsVolumes() {
    return volumeFactor > 0 || volumeDeviations > 0;
  }

  /**
   * Why a pseudo-label is not accepted, in words; empty where it is.
   *
   * @param keptFraction of all voxels, 0 to 1
   * @param volumesMl of each class as it was predicted, background first
   * @param labelledMl likewise of each labelled case
   * @throws IllegalArgumentException where volumes are to be compared with those of no case
   */
  public List<String> reasons(
      double keptFraction, List<Double> volumesMl, List<List<Double>> labelledMl) {
    List<String> reasons = new ArrayList<>();
    if (!(keptFraction >= minKept && keptFraction <= maxKept)) {
      reasons.add(
          text("kept fraction must be from %.4g to %.4g, is %.4g", minKept, maxKept, keptFraction));
    }
    if (readsVolumes() && labelledMl.isEmpty()) {
      throw new IllegalArgumentException(
          "volumes can be compared with those of labelled cases only, and there are none");
    }
    for (int c = 1; c < volumesMl.size() && readsVolumes(); c++) {
      int classId = c;
      double[] known = labelledMl.stream().mapToDouble(of -> of.get(classId)).sorted().toArray();
      double volume = volumesMl.get(c);
      if (volumeFactor > 0) {
        double low = known[0] / volumeFactor;
        double high = known[known.length - 1] * volumeFactor;
        check(reasons, classId, volume, low, high);
      }
      if (volumeDeviations > 0) {
        checkDeviation(reasons, classId, volume, known);
      }
    }
    return reasons;
  }

  private void checkDeviation(List<String> reasons, int classId, double volume, double[] known) {
    double[] present = Arrays.stream(known).filter(ml -> ml > 0).toArray();
    if (volume == 0 && present.length < known.length) {
      return; // The class may be missing: in some labelled case it is.
    }
    double middle = present.length == 0 ? 0 : median(present);
    double reach = present.length == 0 ? 0 : volumeDeviations * deviation(present, middle);
    check(reasons, classId, volume, middle - reach, middle + reach);
  }

  private static void check(
      List<String> reasons, int classId, double volume, double low, double high) {
    if (!(volume >= low && volume <= high)) {
      reasons.add(
          text(
              "volume of class %d must be from %.4g to %.4g ml, is %.4g ml",
              classId, Math.max(0, low), high, volume));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static double deviation(double[] known, double middle) {
    double[] distances = Arrays.stream(known).map(v -> Math.abs(v - middle)).sorted().toArray();
    return Math.max(NORMAL * median(distances), LEAST * middle);
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
