package io.twinbeam.model.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What a data set is like, as far as the choice of its preprocessing depends on it. Medians and
 * percentiles interpolate linearly between the two nearest values.
 *
 * @param cases how many were read
 * @param skippedCases how many could not be read and are left out
 * @param spacingMm per RAS+ axis, over the cases
 * @param shape voxels per RAS+ axis, over the cases
 * @param medianCroppedShare how much of a volume a crop to the voxels above 0 in any channel
 *     leaves; the median
 * @param foreground for each channel, intensities of the voxels with a class other than 0, of all
 *     cases together; empty where there are none
 */
public record Fingerprint(
    int cases,
    int skippedCases,
    List<Spread> spacingMm,
    List<Spread> shape,
    double medianCroppedShare,
    List<Intensities> foreground) {

  public Fingerprint {
    spacingMm = List.copyOf(spacingMm);
    shape = List.copyOf(shape);
    foreground = List.copyOf(foreground);
  }

  /** How one number varies over the cases. */
  public record Spread(double min, double percentile10, double median, double max) {

    static Spread of(double... values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return new Spread(
          sorted[0], between(sorted, 0.1), between(sorted, 0.5), sorted[sorted.length - 1]);
    }

    private static double between(double[] sorted, double share) {
      double position = share * (sorted.length - 1);
      int below = (int) position;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
  }

  /**
   * Intensities of foreground voxels. The percentiles are exact for whole numbers up to 4096 and
   * within one part in 2048 for others.
   *
   * @param deviation of the population
   */
  public record Intensities(
      long voxels,
      double mean,
      double deviation,
      double percentile0p5,
      double median,
      double percentile99p5) {}

  /**
   * The fingerprint of the cases of a sketch.
   *
   * @throws IllegalArgumentException where no case could be read, or the numbers of channels differ
   */
  public static Fingerprint of(FingerprintSketch sketch) {
    Collection<CaseFacts> cases = sketch.cases().values();
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "a fingerprint must have at least 1 case, "
              + sketch.skipped().size()
              + " could not be read and there are no others; check the data set");
    }
    List<Integer> channels = cases.stream().map(c -> c.foreground().size()).distinct().toList();
    if (channels.size() > 1) {
      throw new IllegalArgumentException(
          "the cases of a fingerprint must have the same number of channels, have " + channels);
    }
    return new Fingerprint(
        cases.size(),
        sketch.skipped().size(),
        perAxis(cases, CaseFacts::spacingMm),
        perAxis(cases, CaseFacts::shape),
        Spread.of(values(cases, CaseFacts::croppedShare)).median(),
        intensities(sketch));
  }

  private static List<Spread> perAxis(
      Collection<CaseFacts> cases, Function<CaseFacts, ? extends List<? extends Number>> sizes) {
    List<Spread> spreads = new ArrayList<>();
    for (int a = 0; a < 3; a++) {
      int axis = a;
      spreads.add(Spread.of(values(cases, facts -> sizes.apply(facts).get(axis).doubleValue())));
    }
    return spreads;
  }

  private static double[] values(Collection<CaseFacts> cases, ToDoubleFunction<CaseFacts> value) {
    return cases.stream().mapToDouble(value).toArray();
  }

  private static List<Intensities> intensities(FingerprintSketch sketch) {
    List<Intensities> intensities = new ArrayList<>();
    for (int c = 0; c < sketch.histograms().size(); c++) {
      int channel = c;
      Moments all =
          sketch.cases().values().stream()
              .map(facts -> facts.foreground().get(channel))
              .reduce(Moments.NONE, Moments::and);
      // A label map counts in every channel, so either all of them have a foreground or none.
      if (all.count() > 0) {
        intensities.add(intensities(all, sketch.histograms().get(channel)));
      }
    }
    return intensities;
  }

  private static Intensities intensities(Moments all, SortedMap<Integer, Long> histogram) {
    return new Intensities(
        all.count(),
        all.mean(),
        all.deviation(),
        percentile(histogram, all.count(), 0.005),
        percentile(histogram, all.count(), 0.5),
        percentile(histogram, all.count(), 0.995));
  }

  private static double percentile(SortedMap<Integer, Long> histogram, long count, double share) {
    double position = share * (count - 1);
    long below = (long) position;
    double low = ranked(histogram, below);
    double high = ranked(histogram, Math.min(below + 1, count - 1));
    return low + (position - below) * (high - low);
  }

  private static double ranked(SortedMap<Integer, Long> histogram, long rank) {
    long passed = 0;
    for (Map.Entry<Integer, Long> bucket : histogram.entrySet()) {
      passed += bucket.getValue();
      if (passed > rank) {
        return FingerprintSketch.valueOf(bucket.getKey());
      }
    }
    throw new IllegalStateException("the histogram must count every voxel, lacks rank " + rank);
  }
}
