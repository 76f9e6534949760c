package io.twinbeam.model.training;

import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;

/**
 * The patches of one step on the heap. Holds its arrays without copying.
 *
 * @param patch voxels per axis
 * @param channels of every patch
 * @param labelled how many patches are labelled; they come first
 * @param images (batch, channels, depth, height, width), C order, as the networks in training see
 *     them
 * @param labels (labelled, depth, height, width) class ids, C order
 * @param paste how the unlabelled part of {@code images} was pasted together; null where it is not
 * @param hidden (unlabelled, depth, height, width) class ids of the unlabelled patches for
 *     diagnoses, 255 where unknown; empty where not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier from sampler to trainer; never compared.
record PatchBatch(
    GridShape patch,
    int channels,
    int labelled,
    float[] images,
    int[] labels,
    Paste paste,
    int[] hidden) {

  /**
   * What was pasted.
   *
   * @param labels (unlabelled, depth, height, width) class ids of the labelled patch that each was
   *     pasted together with
   * @param fromUnlabelled likewise, 1 where the voxel comes from the unlabelled patch, else 0
   */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  record Paste(int[] labels, float[] fromUnlabelled) {}

  int size() {
    return (int) (images.length / (channels * patch.voxels()));
  }

  /** How many patches are unlabelled or mixed; they come last. */
  int unlabelled() {
    return size() - labelled;
  }

  /** A copy of the unlabelled or mixed patches, (unlabelled, channels, depth, height, width). */
  float[] unlabelledImages() {
    return Arrays.copyOfRange(images, labelled * channels * (int) patch.voxels(), images.length);
  }
}
