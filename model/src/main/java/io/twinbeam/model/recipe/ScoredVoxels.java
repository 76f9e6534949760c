package io.twinbeam.model.recipe;

/** Whose mean and deviation a z-score brings to 0 and 1. */
public enum ScoredVoxels implements Choice {
  WHOLE,
  /** Only voxels that are not 0; those that are stay 0. */
  NONZERO
}
