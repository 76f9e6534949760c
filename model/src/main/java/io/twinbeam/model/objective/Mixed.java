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

  /**
   * Labels with a network's predictions pasted in, of any mix: patch i takes from labelled patch i
   * and unlabelled patch i, whose images are mixed alike.
   *
   * @param labels (patches, depth, height, width) class ids of the labelled patches
   * @param teacherLogits (patches, classes, depth, height, width) on the unlabelled patches before
   *     mixing; needs no gradient and gets none
   * @param fromUnlabelled (patches, depth, height, width), 1 or 0; may be of size 1 along the first
   *     axis
   * @return float32 labels that belong to the manager of {@code teacherLogits}
   */
  public static Mixed of(NDArray labels, NDArray teacherLogits, NDArray fromUnlabelled) {
    Shape grid = labels.getShape();
    Shape logits = teacherLogits.getShape();
    NDManager owner = teacherLogits.getManager();
    try (NDManager scratch = owner.newSubManager()) {
      NDArray flat = teacherLogits.reshape(logits.get(0), logits.get(1), -1);
      flat.attach(scratch);
      NDArray ids =
          scratch.arange(0, (int) logits.get(1), 1, DataType.FLOAT32).reshape(1, logits.get(1), 1);
      NDArray predicted =
          Winner.of(flat.stopGradient()).oneHot().mul(ids).sum(new int[] {1}).reshape(grid);
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
}
