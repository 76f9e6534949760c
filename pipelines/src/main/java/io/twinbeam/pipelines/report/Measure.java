package io.twinbeam.pipelines.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/** How the page shows the columns of metrics.csv, in its own order. */
enum Measure {
  DICE(MetricColumn.DICE, "Dice", "", 3),
  JACCARD(MetricColumn.JACCARD, "Jaccard", "", 3),
  SURFACE_DICE(MetricColumn.SURFACE_DICE, "Surface Dice", "", 3),
  HD95(MetricColumn.HD95_MM, "HD95", "mm", 2),
  ASD(MetricColumn.ASD_MM, "ASD", "mm", 2),
  ASSD(MetricColumn.ASSD_MM, "ASSD", "mm", 2),
  VOLUME_SIMILARITY(MetricColumn.VOLUME_SIMILARITY, "Volume similarity", "", 3),
  VOLUME_ERROR(MetricColumn.RELATIVE_VOLUME_ERROR, "Relative volume error", "", 3),
  LESION_F1(MetricColumn.LESION_F1, "Lesion F1", "", 3),
  HD95_VOXELS(MetricColumn.HD95_VOXELS, "HD95", "voxels", 2),
  ASD_VOXELS(MetricColumn.ASD_VOXELS, "ASD", "voxels", 2),
  ASSD_VOXELS(MetricColumn.ASSD_VOXELS, "ASSD", "voxels", 2),
  VOLUME(MetricColumn.VOLUME_ML, "Volume", "ml", 2),
  REFERENCE_VOLUME(MetricColumn.REFERENCE_VOLUME_ML, "Reference volume", "ml", 2),
  LESIONS(MetricColumn.LESIONS, "Lesions", "", 0),
  REFERENCE_LESIONS(MetricColumn.REFERENCE_LESIONS, "Reference lesions", "", 0),
  DETECTED_LESIONS(MetricColumn.DETECTED_LESIONS, "Detected lesions", "", 0),
  FALSE_LESIONS(MetricColumn.FALSE_LESIONS, "False lesions", "", 0);

  /** The columns of the headline table, and the figures that stand open. */
  static final List<Measure> HEADLINE = List.of(DICE, JACCARD, SURFACE_DICE, HD95, ASD, ASSD);

  private final MetricColumn column;
  private final String quantity;
  private final String unit;
  private final int decimals;

  Measure(MetricColumn column, String quantity, String unit, int decimals) {
    this.column = column;
    this.quantity = quantity;
    this.unit = unit;
    this.decimals = decimals;
  }

  /** The measure of that name in summary.json and metrics.csv, if it is known. */
  static Optional<Measure> of(String key) {
    return Arrays.stream(values()).filter(measure -> measure.key().equals(key)).findFirst();
  }

  MetricColumn column() {
    return column;
  }

  /** The name in summary.json and metrics.csv. */
  String key() {
    return column.key();
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
    return column.kind() == MetricColumn.Kind.DISTANCE_MM
        || column.kind() == MetricColumn.Kind.DISTANCE_VOXELS;
  }

  /** Whether one of two values is better than the other. */
  boolean ranks() {
    return column.isCompared();
  }

  /** Picks the better of two means of a measure that ranks. */
  DoubleBinaryOperator better() {
    return isDistance() ? Math::min : Math::max;
  }

  /** Whether a mean that is larger by {@code difference} is better. */
  boolean improvesBy(double difference) {
    return ranks() && (isDistance() ? difference < 0 : difference > 0);
  }
}
