package io.twinbeam.model.recipe;

/** How classes between voxels are found when a label map is resampled. */
public enum LabelInterpolation implements Choice {
  /** The class of the nearest voxel. */
  NEAREST,
  /** The class with the largest share, after linear interpolation of each class for itself. */
  ANTI_ALIASED
}
