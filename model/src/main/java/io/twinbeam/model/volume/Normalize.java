package io.twinbeam.model.volume;

import java.util.Arrays;

/**
 * Intensities brought to a common scale. Sums run in float64 in a fixed order, so results do not
 * depend on the machine. A volume with a NaN or an infinite voxel is refused as {@link
 * Fault#NOT_FINITE}, one without contrast as {@link Fault#CONSTANT}.
 */
public final class Normalize {

  private Normalize() {}

  /** Mean 0 and standard deviation 1 over all voxels. */
  public static Volume zScore(Volume volume) {
    return standardise(volume, false);
  }

  /** Mean 0 and standard deviation 1 over the voxels that are not 0; zeros stay 0. */
  public static Volume zScoreNonZero(Volume volume) {
    return standardise(volume, true);
  }

  /** Intensities below {@code low} or above {@code high} moved to that bound. */
  public static Volume clip(Volume volume, float low, float high) {
    requireFinite(volume);
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "clip range " + low + " to " + high + " must not be empty");
    }
    float[] clipped = volume.voxels().clone();
    for (int n = 0; n < clipped.length; n++) {
      clipped[n] = Math.max(low, Math.min(high, clipped[n]));
    }
    return new Volume(volume.grid(), clipped);
  }

  /** Clipped to {@code low} .. {@code high}, then mapped linearly to 0 .. 1. */
  public static Volume scale(Volume volume, float low, float high) {
    float[] scaled = clip(volume, low, high).voxels();
    double range = (double) high - low;
    for (int n = 0; n < scaled.length; n++) {
      scaled[n] = (float) ((scaled[n] - (double) low) / range);
    }
    return new Volume(volume.grid(), scaled);
  }

  /** The lowest intensity mapped to 0, the highest to 1, linearly between. */
  public static Volume scale(Volume volume) {
    float[] range = requireContrast(volume, false);
    return scale(volume, range[0], range[1]);
  }

  /** The given mean subtracted, then divided by the given deviation. */
  public static Volume zScore(Volume volume, double mean, double deviation) {
    requireFinite(volume);
    float[] scores = volume.voxels().clone();
    for (int n = 0; n < scores.length; n++) {
      scores[n] = (float) ((scores[n] - mean) / deviation);
    }
    return new Volume(volume.grid(), scores);
  }

  /**
   * Clipped to two percentiles of the volume.
   *
   * @param low in percent, 0 or more
   * @param high in percent, above {@code low} and at most 100
   */
  public static Volume clipPercentiles(Volume volume, double low, double high) {
    float[] bounds = bounds(volume, low, high);
    return clip(volume, bounds[0], bounds[1]);
  }

  private static float[] bounds(Volume volume, double low, double high) {
    if (!(low >= 0 && low < high && high <= 100)) {
      throw new IllegalArgumentException(
          "percentiles " + low + " and " + high + " must satisfy 0 <= low < high <= 100");
    }
    requireContrast(volume, false);
    float[] sorted = volume.voxels().clone();
    Arrays.sort(sorted);
    float from = percentile(sorted, low);
    float to = percentile(sorted, high);
    if (from == to) {
      throw new InvalidCaseException(
          Fault.CONSTANT,
          "percentiles "
              + low
              + " and "
              + high
              + " must differ, both are "
              + from
              + "; widen the percentiles");
    }
    return new float[] {from, to};
  }

  /** NaN and infinite voxels replaced by {@code value}, all others kept. */
  public static Volume replaceNotFinite(Volume volume, float value) {
    float[] replaced = volume.voxels().clone();
    for (int n = 0; n < replaced.length; n++) {
      replaced[n] = Float.isFinite(replaced[n]) ? replaced[n] : value;
    }
    return new Volume(volume.grid(), replaced);
  }

  private static float percentile(float[] sorted, double percent) {
    double position = percent / 100 * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    double share = position - below;
    return (float) ((1 - share) * sorted[below] + share * sorted[above]);
  }

  private static Volume standardise(Volume volume, boolean skipZero) {
    float[] voxels = volume.voxels();
    Moments moments = skipZero ? Moments.ofNonZero(voxels) : Moments.of(voxels);
    if (!moments.haveContrast()) {
      requireContrast(volume, skipZero);
    }
    double mean = moments.mean();
    double perDeviation = 1 / moments.deviation();
    float[] scores = new float[voxels.length];
    for (int n = 0; n < scores.length; n++) {
      boolean kept = skipZero && voxels[n] == 0;
      scores[n] = kept ? voxels[n] : (float) ((voxels[n] - mean) * perDeviation);
    }
    return new Volume(volume.grid(), scores);
  }

  /**
   * Refuses a volume with a NaN or an infinite voxel.
   *
   * @throws InvalidCaseException with {@link Fault#NOT_FINITE}
   */
  public static void requireFinite(Volume volume) {
    long broken = 0;
    for (float voxel : volume.voxels()) {
      broken += Float.isFinite(voxel) ? 0 : 1;
    }
    if (broken > 0) {
      throw new InvalidCaseException(
          Fault.NOT_FINITE,
          "every intensity must be finite, "
              + broken
              + " of "
              + volume.shape().voxels()
              + " are not; replace them or export the image again");
    }
  }

  // The range decides, not the deviation: rounding gives a constant volume a deviation above 0.
  private static float[] requireContrast(Volume volume, boolean skipZero) {
    requireFinite(volume);
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    for (float voxel : volume.voxels()) {
      if (!skipZero || voxel != 0) {
        lowest = Math.min(lowest, voxel);
        highest = Math.max(highest, voxel);
      }
    }
    if (!(lowest < highest)) {
      throw new InvalidCaseException(
          Fault.CONSTANT,
          (skipZero ? "intensities other than 0" : "intensities")
              + " must differ, "
              + (lowest > highest ? "there are none" : "all are " + lowest)
              + "; check the export");
    }
    return new float[] {lowest, highest};
  }
}
