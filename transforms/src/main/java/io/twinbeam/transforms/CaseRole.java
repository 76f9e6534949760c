package io.twinbeam.transforms;

/** What a case is used for in an experiment. */
public enum CaseRole {
  /** Trained on with its label map. */
  LABELLED,
  /** Trained on without; its label map, if any, is hidden from training. */
  UNLABELLED,
  /** Never seen in training; settings may be chosen by how well it is segmented. */
  VALIDATION,
  /** Never seen in training; evaluated at the end. */
  TEST,
  /**
   * Of the data set's own test part, and without a label map or in folds: neither trained on nor
   * evaluated.
   */
  LEFT_OUT,
  /** The role of no case: an experiment that evaluates on it ends with training. */
  NONE
}
