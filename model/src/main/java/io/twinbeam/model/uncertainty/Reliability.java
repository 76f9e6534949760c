package io.twinbeam.model.uncertainty;

import io.twinbeam.model.volume.LabelMap;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Keeps the voxels of a prediction whose measure, such as the entropy, is at most a threshold or a
 * quantile: the twin, on plain arrays, of the filter inside the training objective.
 */
public final class Reliability {

  private Reliability() {}

  /**
   * The rho-quantile by linear interpolation between order statistics, as NumPy's default. Takes
   * time in proportion to the number of values, whatever they are.
   *
   * @param values at least one, none NaN; not changed
   * @param rho in [0, 1]
   */
  public static float quantile(float[] values, double rho) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a quantile takes at least one value, got none");
    }
    if (!(rho >= 0 && rho <= 1)) {
      throw new IllegalArgumentException("rho must be in [0, 1], is " + rho);
    }
    double position = rho * (values.length - 1);
    int below = (int) position;
    double low = OrderStatistic.of(values, below);
    if (position == below) {
      return (float) low;
    }
    double high = OrderStatistic.of(values, below + 1);
    return (float) (low + (high - low) * (position - below));
  }

  /**
   * Which voxels to keep: true where the entropy is at most the rho-quantile, ties included.
   *
   * @param entropy nats per voxel
   * @param prediction the predicted class per voxel, unsigned
   * @param classes how many there are, 1 to 256; each prediction lies below
   * @param rho the share to keep, in (0, 1]
   * @param perClass whether the quantile is taken over the voxels of the same predicted class
   */
  public static boolean[] mask(
      float[] entropy, byte[] prediction, int classes, double rho, boolean perClass) {
    if (entropy.length != prediction.length) {
      throw new IllegalArgumentException(
          "entropy and prediction must have one value per voxel each, have "
              + entropy.length
              + " and "
              + prediction.length);
    }
    boolean[] kept = new boolean[entropy.length];
    Arrays.fill(kept, true);
    FilterRule rule = FilterRule.ofShare(rho, perClass);
    keepUpTo(limits(entropy, prediction, classes, rule), entropy, prediction, kept);
    return kept;
  }

  /**
   * The largest value of a measure that {@code rule} keeps, by predicted class; 0 where a class has
   * a quantile of its own and no voxels to take it of.
   *
   * @param measure per voxel, none NaN
   * @param prediction the predicted class per voxel, unsigned
   * @param classes how many there are, 1 to 256; each prediction lies below
   */
  public static float[] limits(float[] measure, byte[] prediction, int classes, FilterRule rule) {
    int[] counts = counts(prediction, classes);
    float[] limits = new float[classes];
    for (int c = 0; c < classes; c++) {
      OptionalDouble threshold = rule.thresholdOf(c);
      if (threshold.isPresent()) {
        limits[c] = (float) threshold.getAsDouble();
      } else if (!rule.isOfClass(c)) {
        limits[c] = measure.length == 0 ? 0 : quantile(measure, rule.shareOf(c));
      } else if (counts[c] > 0) {
        limits[c] = quantile(members(measure, prediction, c, counts[c]), rule.shareOf(c));
      }
    }
    return limits;
  }

  /**
   * Takes out of {@code kept} the voxels whose measure is above the limit of their predicted class,
   * so that a voxel passes several filters only where it passes each.
   *
   * @param limits by class, as {@link #limits} gives them; a value at the limit is kept
   */
  public static void keepUpTo(float[] limits, float[] measure, byte[] prediction, boolean[] kept) {
    for (int voxel = 0; voxel < kept.length; voxel++) {
      kept[voxel] &= measure[voxel] <= limits[prediction[voxel] & 0xff];
    }
  }

  /**
   * A prediction whose rejected voxels carry a value of their own.
   *
   * @param kept per voxel, as {@link #mask} gives it
   * @param ignore the value of rejected voxels, 0 to 255
   */
  public static LabelMap marked(LabelMap prediction, boolean[] kept, int ignore) {
    byte[] marked = prediction.voxels().clone();
    for (int voxel = 0; voxel < kept.length; voxel++) {
      if (!kept[voxel]) {
        marked[voxel] = (byte) ignore;
      }
    }
    return new LabelMap(prediction.grid(), marked);
  }

  private static int[] counts(byte[] prediction, int classes) {
    int[] counts = new int[classes];
    for (byte predicted : prediction) {
      int c = predicted & 0xff;
      if (c >= classes) {
        throw new IllegalArgumentException(
            "prediction must lie below the " + classes + " classes, holds " + c);
      }
      counts[c]++;
    }
    return counts;
  }

  private static float[] members(float[] entropy, byte[] prediction, int wanted, int count) {
    float[] members = new float[count];
    int next = 0;
    for (int voxel = 0; voxel < entropy.length; voxel++) {
      if ((prediction[voxel] & 0xff) == wanted) {
        members[next++] = entropy[voxel];
      }
    }
    return members;
  }
}
