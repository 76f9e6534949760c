package io.twinbeam.pipelines.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/** The measures of a prediction that the page has names for, in column order. */
enum Measure {
  DICE("dice", "Dice", "", 3, Better.HIGHER),
  JACCARD("jaccard", "Jaccard", "", 3, Better.HIGHER),
  SURFACE_DICE("surface_dice", "Surface Dice", "", 3, Better.HIGHER),
  HD95("hd95_mm", "HD95", "mm", 2, Better.LOWER),
  ASD("asd_mm", "ASD", "mm", 2, Better.LOWER),
  ASSD("assd_mm", "ASSD", "mm", 2, Better.LOWER),
  HD95_VOXELS("hd95_voxels", "HD95", "voxels", 2, Better.LOWER),
  ASD_VOXELS("asd_voxels", "ASD", "voxels", 2, Better.LOWER),
  ASSD_VOXELS("assd_voxels", "ASSD", "voxels", 2, Better.LOWER),
  VOLUME("volume_ml", "Volume", "ml", 2, Better.NEITHER),
  REFERENCE_VOLUME("reference_volume_ml", "Reference volume", "ml", 2, Better.NEITHER),
  VOLUME_ERROR("relative_volume_error", "Relative volume error", "", 3, Better.NEITHER),
  LESIONS("lesions", "Lesions", "", 1, Better.NEITHER),
  REFERENCE_LESIONS("reference_lesions", "Reference lesions", "", 1, Better.NEITHER),
  DETECTED_LESIONS("detected_lesions", "Detected lesions", "", 1, Better.NEITHER);

  /** Which of two values is better. */
  private enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  /** The columns of the headline table, and the figures that stand open. */
  static final List<Measure> HEADLINE = List.of(DICE, JACCARD, SURFACE_DICE, HD95, ASD, ASSD);

  private final String key;
  private final String quantity;
  private final String unit;
  private final int decimals;
  private final Better better;

  Measure(String key, String quantity, String unit, int decimals, Better better) {
    this.key = key;
    this.quantity = quantity;
    this.unit = unit;
    this.decimals = decimals;
    this.better = better;
  }

  /** The measure of that name in summary.json and metrics.csv, if it is known. */
  static Optional<Measure> of(String key) {
    return Arrays.stream(values()).filter(measure -> measure.key.equals(key)).findFirst();
  }

  /** The name in summary.json and metrics.csv. */
  String key() {
    return key;
  }

  /** The name with its unit. */
  String heading() {
    return unit.isEmpty() ? quantity : quantity + " (" + unit + ")";
  }

  int decimals() {
    return decimals;
  }

  /** Whether this is a distance between surfaces, which can be undefined. */
  boolean isDistance() {
    return better == Better.LOWER;
  }

  boolean inMillimetres() {
    return unit.equals("mm");
  }

  /** Whether one of two values is better than the other. */
  boolean ranks() {
    return better != Better.NEITHER;
  }

  /** Picks the better of two means of a measure that ranks. */
  DoubleBinaryOperator better() {
    return better == Better.LOWER ? Math::min : Math::max;
  }

  /** Whether a mean that is larger by {@code difference} is better. */
  boolean improvesBy(double difference) {
    return ranks() && (better == Better.LOWER ? difference < 0 : difference > 0);
  }
}
