package io.twinbeam.pipelines.report;

import io.twinbeam.model.metric.ClassMetrics;
import java.util.function.Function;

/** The columns of metrics.csv after {@code class}, in their order. */
public enum MetricColumn {
  DICE("dice", Kind.SHARE, ClassMetrics::dice),
  JACCARD("jaccard", Kind.SHARE, ClassMetrics::jaccard),
  HD95_MM("hd95_mm", Kind.DISTANCE_MM, metrics -> metrics.mm().hd95()),
  ASD_MM("asd_mm", Kind.DISTANCE_MM, metrics -> metrics.mm().asd()),
  ASSD_MM("assd_mm", Kind.DISTANCE_MM, metrics -> metrics.mm().assd()),
  HD95_VOXELS("hd95_voxels", Kind.DISTANCE_VOXELS, metrics -> metrics.voxels().hd95()),
  ASD_VOXELS("asd_voxels", Kind.DISTANCE_VOXELS, metrics -> metrics.voxels().asd()),
  ASSD_VOXELS("assd_voxels", Kind.DISTANCE_VOXELS, metrics -> metrics.voxels().assd()),
  SURFACE_DICE("surface_dice", Kind.SHARE, ClassMetrics::surfaceDice),
  VOLUME_ML("volume_ml", Kind.AMOUNT, ClassMetrics::volumeMl),
  REFERENCE_VOLUME_ML("reference_volume_ml", Kind.AMOUNT, ClassMetrics::referenceVolumeMl),
  RELATIVE_VOLUME_ERROR(
      "relative_volume_error", Kind.SIGNED_ERROR, ClassMetrics::relativeVolumeError),
  VOLUME_SIMILARITY("volume_similarity", Kind.SHARE, ClassMetrics::volumeSimilarity),
  LESIONS("lesions", Kind.AMOUNT, metrics -> metrics.lesions().result()),
  REFERENCE_LESIONS("reference_lesions", Kind.AMOUNT, metrics -> metrics.lesions().reference()),
  DETECTED_LESIONS("detected_lesions", Kind.AMOUNT, metrics -> metrics.lesions().detected()),
  FALSE_LESIONS("false_lesions", Kind.AMOUNT, metrics -> metrics.lesions().falsePositives()),
  LESION_F1("lesion_f1", Kind.SHARE, metrics -> metrics.lesions().f1()),
  DIAGONAL_MM("diagonal_mm", Kind.AMOUNT, metrics -> metrics.mm().diagonal()),
  DIAGONAL_VOXELS("diagonal_voxels", Kind.AMOUNT, metrics -> metrics.voxels().diagonal());

  /** What a value means. */
  public enum Kind {
    /** 0 to 1, the higher the better, always defined. */
    SHARE,
    /** The lower the better; undefined where one object is empty, then at most the diagonal. */
    DISTANCE_MM,
    /** As in mm. */
    DISTANCE_VOXELS,
    /** The nearer to 0 the better; may be undefined, and has no bound. */
    SIGNED_ERROR,
    /** Says nothing about agreement by itself. */
    AMOUNT
  }

  private final String key;
  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
  private final Function<ClassMetrics, Number> value;

  MetricColumn(String key, Kind kind, Function<ClassMetrics, Number> value) {
    this.key = key;
    this.kind = kind;
    this.value = value;
  }

  /** The name in metrics.csv and summary.json. */
  public String key() {
    return key;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether summary.json has its statistics. */
  public boolean isSummarised() {
    return kind != Kind.AMOUNT;
  }

  /** Whether more or less of it is better, so that methods are compared by it. */
  public boolean isCompared() {
    return isSummarised() && kind != Kind.SIGNED_ERROR;
  }

  /**
   * What of a value enters a mean. An undefined distance counts as the diagonal of the scan's grid,
   * which no distance reaches: a method gains nothing where it finds nothing. An undefined error
   * has no bound and stays undefined.
   *
   * @param value NaN where undefined
   */
  public double counted(double value, double diagonalMm, double diagonalVoxels) {
    if (!Double.isNaN(value)) {
      return value;
    }
    return switch (kind) {
      case DISTANCE_MM -> diagonalMm;
      case DISTANCE_VOXELS -> diagonalVoxels;
      default -> Double.NaN;
    };
  }

  /** The cell of a row: a Double, NaN where undefined, or an Integer. */
  public Number of(ClassMetrics metrics) {
    return value.apply(metrics);
  }
}
