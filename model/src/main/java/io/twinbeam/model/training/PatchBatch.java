package io.twinbeam.model.training;

import io.twinbeam.model.volume.GridShape;

/**
 * The patches of one step on the heap. Holds its arrays without copying.
 *
 * @param patch voxels per axis
 * @param channels of every patch
 * @param labelled how many patches are labelled; they come first
 * @param images (batch, channels, depth, height, width), C order
 * @param labels (labelled, depth, height, width) class ids, C order
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier from sampler to trainer; never compared.
record PatchBatch(GridShape patch, int channels, int labelled, float[] images, int[] labels) {

  int size() {
    return (int) (images.length / (channels * patch.voxels()));
  }
}
