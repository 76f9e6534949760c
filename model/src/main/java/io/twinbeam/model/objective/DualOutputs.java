package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

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
 */
public record DualOutputs(
    NDArray logitsA,
    NDArray featuresA,
    NDArray logitsB,
    NDArray featuresB,
    NDArray labels,
    long stepSeed) {

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
  }

  private static boolean sameVoxels(Shape logits, NDArray features) {
    long[] shape = features.getShape().getShape();
    return shape.length == 5
        && shape[0] == logits.get(0)
        && Arrays.equals(shape, 2, 5, logits.getShape(), 2, 5);
  }

  private static void check(boolean holds, String name, Shape actual, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": shape must have " + rule + ", is " + actual);
    }
  }
}
