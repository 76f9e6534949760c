package io.twinbeam.model.inference;

import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.volume.GridShape;

/**
 * How a volume is cut into windows.
 *
 * @param patch size of a window, each a multiple of 16
 * @param stride voxels from one window to the next, at most the patch: a larger one leaves gaps
 * @param batch windows that go through the networks at once; bounds memory, at least 1
 */
public record InferenceSettings(GridShape patch, GridShape stride, int batch) {

  public InferenceSettings {
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
  }
}
