package io.twinbeam.pipelines.report;

import java.util.function.DoubleBinaryOperator;

/** The measures of the headline table, in column order. */
enum Measure {
  DICE("dice", "Dice", 3, false),
  JACCARD("jaccard", "Jaccard", 3, false),
  HD95("hd95_mm", "HD95 (mm)", 2, true),
  ASD("asd_mm", "ASD (mm)", 2, true),
  ASSD("assd_mm", "ASSD (mm)", 2, true);

  private final String key;
  private final String heading;
  private final int decimals;
  private final boolean distance;

  Measure(String key, String heading, int decimals, boolean distance) {
    this.key = key;
    this.heading = heading;
    this.decimals = decimals;
    this.distance = distance;
  }

  /** The name in summary.json and metrics.csv. */
  String key() {
    return key;
  }

  String heading() {
    return heading;
  }

  int decimals() {
    return decimals;
  }

  /** Whether this is a distance: smaller is better, and it can be undefined. */
  boolean isDistance() {
    return distance;
  }

  /** Picks the better of two means. */
  DoubleBinaryOperator better() {
    return distance ? Math::min : Math::max;
  }
}
