package io.twinbeam.model.training;

/**
 * Moving averages of weights, and what a teacher is shown.
 *
 * @param decay the share of the average that a step keeps, in [0, 1): at step i, counted from 1, at
 *     most 1 - 1/i, so that the start is soon forgotten; 0 where nothing is averaged
 * @param passes stochastic passes over the unlabelled patches for a mean that a term may read, at
 *     least 1
 * @param noise standard deviation of the Gaussian noise on unlabelled patches that a teacher sees,
 *     cut off at twice that; 0 for none
 */
public record TeacherSettings(double decay, int passes, double noise) {

  /** No averages, one pass, no noise. */
  public static final TeacherSettings NONE = new TeacherSettings(0, 1, 0);
}
