package io.twinbeam.model.recipe;

/** How intensities between voxels are found when a volume is resampled. */
public enum Interpolation implements Choice {
  LINEAR,
  /** Cubic B-spline; may overshoot at sharp edges. */
  CUBIC
}
