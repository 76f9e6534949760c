package io.twinbeam.model.objective;

/** What a term may read beyond network A's outputs on the labelled patches and their labels. */
public enum Input {
  /** Unlabelled patches in the batch. */
  UNLABELLED,
  /** Network B's outputs, in a term for A. */
  PARTNER,
  /** {@link DualOutputs#teacherMean}. */
  TEACHER_MEAN,
  /** {@link DualOutputs#mixed}, with mixed patches in place of the unlabelled ones. */
  MIXED
}
