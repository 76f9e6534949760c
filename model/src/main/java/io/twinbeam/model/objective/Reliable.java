package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The reliable voxels of the unlabelled patches and their pseudo-labels, without gradient.
 *
 * @param mask R, (unlabelled, 1, voxels), 1 where at least one network is certain enough, else 0
 * @param targets (unlabelled, classes, voxels), R times the one-hot prediction of the network with
 *     the lower entropy, A's where they tie
 * @param perClass (classes), the sums of {@code targets}
 * @param size the sum of R, a scalar
 */
record Reliable(NDArray mask, NDArray targets, NDArray perClass, NDArray size) implements Shared {

  @Override
  public List<NDArray> arrays() {
    return List.of(mask, targets, perClass, size);
  }
}
