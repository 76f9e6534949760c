package io.twinbeam.model.metric;

/**
 * What metrics leave open.
 *
 * @param surfaceToleranceMm the distance up to which surfaces count as the same, in mm
 * @param minLesionMm3 the volume from which a connected component counts as a lesion, in mm3
 */
public record MetricSettings(double surfaceToleranceMm, double minLesionMm3) {

  /** 1 mm, and every component a lesion. */
  public static final MetricSettings STANDARD = new MetricSettings(1, 0);

  public MetricSettings {
    if (!(surfaceToleranceMm >= 0) || !(minLesionMm3 >= 0)) {
      throw new IllegalArgumentException(
          "surface tolerance and smallest lesion must be at least 0, are "
              + surfaceToleranceMm
              + " mm and "
              + minLesionMm3
              + " mm3");
    }
  }
}
