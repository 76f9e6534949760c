package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * What both networks made of one batch, labelled patches first.
 *
 * @param logitsA (batch, classes, depth, height, width) of network A, any finite value
 * @param featuresA (batch, channels, depth, height, width), the last decoder block of A
 * @param logitsB as {@code logitsA}, of network B
 * @param featuresB as {@code featuresA}, of network B; its channels may differ
 * @param labels (labelled, depth, height, width) class ids of the first patches of the batch, of
 *     any number type; {@link #IGNORE} marks voxels that take no part in supervised terms
 * @param stepSeed the seed of every random choice that a term makes
 * @param teacherMean (unlabelled, classes, depth, height, width), the mean probabilities of several
 *     stochastic passes of a teacher
 * @param mixed the labels of the patches after the labelled ones, where these are mixed from
 *     labelled and unlabelled patches
 * @param hiddenLabels (unlabelled, depth, height, width) class ids of the unlabelled patches,
 *     {@link #IGNORE} where unknown; diagnostics read them, no term does
 */
public record DualOutputs(
    NDArray logitsA,
    NDArray featuresA,
    NDArray logitsB,
    NDArray featuresB,
    NDArray labels,
    long stepSeed,
    Optional<NDArray> teacherMean,
    Optional<Mixed> mixed,
    Optional<NDArray> hiddenLabels) {

  /** The label value of a voxel that no supervised term may use. */
  public static final int IGNORE = 255;

  public DualOutputs {
    Shape logits = logitsA.getShape();
    check(logits.dimension() == 5 && logits.get(1) >= 2, "logitsA", logits, "5 axes, 2+ classes");
    check(logits.equals(logitsB.getShape()), "logitsB", logitsB.getShape(), "that of logitsA");
    check(sameVoxels(logits, featuresA), "featuresA", featuresA.getShape(), "logitsA's voxels");
    check(sameVoxels(logits, featuresB), "featuresB", featuresB.getShape(), "logitsA's voxels");
    long[] labelled = labels.getShape().getShape();
    boolean fits =
        labelled.length == 4
            && labelled[0] >= 1
            && labelled[0] <= logits.get(0)
            && Arrays.equals(labelled, 1, 4, logits.getShape(), 2, 5);
    check(fits, "labels", labels.getShape(), "(1 to batch, depth, height, width) of logitsA");
    Shape grid = logits.slice(2);
    Shape unlabelled = new Shape(logits.get(0) - labelled[0]);
    Shape classes = unlabelled.add(logits.get(1)).addAll(grid);
    teacherMean.ifPresent(mean -> equal("teacherMean", mean.getShape(), classes));
    Shape voxels = unlabelled.addAll(grid);
    mixed.ifPresent(
        mix -> {
          equal("mixed.labels", mix.labels().getShape(), voxels);
          equal("mixed.fromUnlabelled", mix.fromUnlabelled().getShape(), voxels);
        });
    hiddenLabels.ifPresent(hidden -> equal("hiddenLabels", hidden.getShape(), voxels));
  }

  /** Outputs with neither a teacher's mean nor mixed patches. */
  public DualOutputs(
      NDArray logitsA,
      NDArray featuresA,
      NDArray logitsB,
      NDArray featuresB,
      NDArray labels,
      long stepSeed) {
    this(
        logitsA,
        featuresA,
        logitsB,
        featuresB,
        labels,
        stepSeed,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Outputs of A alone, for steps at which no term reads the teacher's. */
  public static DualOutputs ofStudent(
      NDArray logits, NDArray features, NDArray labels, long stepSeed) {
    return new DualOutputs(logits, features, logits, features, labels, stepSeed);
  }

  /** These outputs with the mean of a teacher's stochastic passes over the unlabelled patches. */
  public DualOutputs withTeacherMean(NDArray mean) {
    return with(Optional.of(mean), mixed, hiddenLabels);
  }

  /** These outputs, of which the patches after the labelled ones are mixed. */
  public DualOutputs withMixed(Mixed mix) {
    return with(teacherMean, Optional.of(mix), hiddenLabels);
  }

  /** These outputs with the labels that training may not see. */
  public DualOutputs withHiddenLabels(NDArray hidden) {
    return with(teacherMean, mixed, Optional.of(hidden));
  }

  private DualOutputs with(Optional<NDArray> mean, Optional<Mixed> mix, Optional<NDArray> hidden) {
    return new DualOutputs(
        logitsA, featuresA, logitsB, featuresB, labels, stepSeed, mean, mix, hidden);
  }

  /** These outputs with other logits and features. */
  DualOutputs withNetworks(NDArray zA, NDArray fA, NDArray zB, NDArray fB) {
    return new DualOutputs(zA, fA, zB, fB, labels, stepSeed, teacherMean, mixed, hiddenLabels);
  }

  /** Whether B's outputs are its own, see {@link #ofStudent}. */
  boolean hasPartner() {
    return logitsB != logitsA;
  }

  private static boolean sameVoxels(Shape logits, NDArray features) {
    long[] shape = features.getShape().getShape();
    return shape.length == 5
        && shape[0] == logits.get(0)
        && Arrays.equals(shape, 2, 5, logits.getShape(), 2, 5);
  }

  private static void equal(String name, Shape actual, Shape expected) {
    check(actual.equals(expected), name, actual, expected + ", as logitsA and labels have it");
  }

  private static void check(boolean holds, String name, Shape actual, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": shape must have " + rule + ", is " + actual);
    }
  }
}
