package io.twinbeam.model.inference;

import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.volume.GridShape;
import java.util.OptionalInt;

/**
 * How networks look at a volume.
 *
 * @param patch size of a window, each a multiple of 16
 * @param stride voxels from one window to the next, at most the patch: a larger one leaves gaps
 * @param batch windows that go through the networks at once; bounds memory, at least 1
 * @param gaussian whether voxels count the less the farther they are from a window's centre, see
 *     {@link WindowWeights}; else all count alike
 * @param flips the axes along which windows are mirrored as well, bit 0 for x to bit 2 for z; the
 *     mean is over all their combinations
 * @param alone which of the networks predicts, from 0; empty for the mean of all
 */
public record InferenceSettings(
    GridShape patch,
    GridShape stride,
    int batch,
    Boolean gaussian,
    Integer flips,
    OptionalInt alone) {

  private static final int ALL_FLIPS = 0b111;

  public InferenceSettings {
    // Older settings do not name these.
    gaussian = gaussian != null && gaussian;
    flips = flips == null ? 0 : flips;
    alone = alone == null ? OptionalInt.empty() : alone;
    for (int axis = 0; axis < 3; axis++) {
      if (patch.size(axis) % NetworkSpec.SIZE_MULTIPLE != 0) {
        throw new IllegalArgumentException(
            "patch must be a multiple of "
                + NetworkSpec.SIZE_MULTIPLE
                + " in each axis, is "
                + patch);
      }
      if (stride.size(axis) > patch.size(axis)) {
        throw new IllegalArgumentException(
            "stride " + stride + " must be at most the patch " + patch + " or windows leave gaps");
      }
    }
    if (batch < 1) {
      throw new IllegalArgumentException("inference batch must be at least 1, is " + batch);
    }
    if ((flips & ~ALL_FLIPS) != 0) {
      throw new IllegalArgumentException("flips must be three bits, 0 to 7, are " + flips);
    }
  }

  /** Windows that all count alike, as they are, seen by all networks. */
  public InferenceSettings(GridShape patch, GridShape stride, int batch) {
    this(patch, stride, batch, false, 0, OptionalInt.empty());
  }

  /** These settings for networks that have been chosen already, with no window mirrored. */
  InferenceSettings withoutFlips() {
    return new InferenceSettings(patch, stride, batch, gaussian, 0, OptionalInt.empty());
  }
}
