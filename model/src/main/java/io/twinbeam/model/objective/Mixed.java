package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The labels of patches that were pasted together from labelled and unlabelled ones. The mixed
 * patches stand in the batch in place of the unlabelled ones.
 *
 * @param labels (unlabelled, depth, height, width) class ids, pseudo-labels where the voxel comes
 *     from an unlabelled patch; {@link DualOutputs#IGNORE} marks voxels to leave out
 * @param fromUnlabelled as {@code labels}, 1 where the voxel comes from an unlabelled patch, else 0
 */
public record Mixed(NDArray labels, NDArray fromUnlabelled) {

  private static final int[] CLASSES = {1};

  /**
   * Labels with a teacher's predictions pasted in, of any mix: patch i takes from labelled patch i
   * and unlabelled patch i, whose images are mixed alike.
   *
   * @param labels (patches, depth, height, width) class ids of the labelled patches
   * @param teacherLogits (patches, classes, depth, height, width) on the unlabelled patches before
   *     mixing, or logarithms of probabilities; needs no gradient and gets none
   * @param fromUnlabelled (patches, depth, height, width), 1 or 0; may be of size 1 along the first
   *     axis
   * @param rho the share of voxels of each predicted class, those with the lowest entropy, whose
   *     pseudo-label counts, in (0, 1]; the others are marked {@link DualOutputs#IGNORE}
   * @return float32 labels that belong to the manager of {@code teacherLogits}
   */
  public static Mixed of(
      NDArray labels, NDArray teacherLogits, NDArray fromUnlabelled, double rho) {
    Shape grid = labels.getShape();
    NDManager owner = teacherLogits.getManager();
    try (NDManager scratch = owner.newSubManager()) {
      NDArray predicted = pseudoLabels(teacherLogits, rho, scratch).reshape(grid);
      NDArray known = labels.toType(DataType.FLOAT32, true);
      NDArray box = fromUnlabelled.toType(DataType.FLOAT32, true);
      known.attach(scratch);
      box.attach(scratch);
      NDArray pasted = box.broadcast(grid);
      NDArray mixed = known.add(predicted.sub(known).mul(pasted));
      mixed.attach(owner);
      NDArray everywhere = pasted.duplicate();
      everywhere.attach(owner);
      return new Mixed(mixed, everywhere);
    }
  }

  /** (patches, voxels) class ids, float32, {@link DualOutputs#IGNORE} where not reliable. */
  private static NDArray pseudoLabels(NDArray teacherLogits, double rho, NDManager scratch) {
    Shape shape = teacherLogits.getShape();
    NDArray view = teacherLogits.reshape(shape.get(0), shape.get(1), -1);
    view.attach(scratch);
    NDArray flat = view.stopGradient();
    NDArray ids =
        scratch.arange(0, (int) shape.get(1), 1, DataType.FLOAT32).reshape(1, shape.get(1), 1);
    NDArray oneHot = Winner.of(flat).oneHot();
    NDArray predicted = oneHot.mul(ids).sum(CLASSES, true);
    if (rho == 1) {
      return predicted;
    }
    NDArray logs = flat.logSoftmax(1);
    NDArray entropy = logs.exp().mul(logs).sum(CLASSES, true).neg();
    NDArray kept =
        new ReliableFilter(rho, true).kept(entropy, oneHot).toType(DataType.FLOAT32, false);
    return predicted.mul(kept).add(kept.neg().add(1).mul(DualOutputs.IGNORE));
  }
}
