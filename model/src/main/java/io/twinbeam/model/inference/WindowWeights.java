package io.twinbeam.model.inference;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PatchGrid;
import java.util.Arrays;

/**
 * How much the voxels of a window count where windows overlap: products of one factor per axis, all
 * above 0. So is their sum over all windows, which therefore takes no volume of its own.
 *
 * <p>All are 1, or fall off as a Gaussian round the window's centre whose standard deviation is an
 * eighth of the window (Isensee et al., "nnU-Net", Nature Methods 2021): exp(-d^2 / (2 s^2)), about
 * 1 in the middle and 4e-11 at the corners. The centre is that of the window, (size - 1) / 2, where
 * nnU-Net takes the voxel size / 2: so a mirrored scan gives a mirrored prediction.
 */
final class WindowWeights {

  private static final double SIGMAS_PER_WINDOW = 8;

  private final float[][] factors = new float[3][];
  private final double[][] sums = new double[3][];

  /**
   * @param volume at least the patch along every axis
   */
  WindowWeights(GridShape volume, InferenceSettings settings) {
    for (int axis = 0; axis < 3; axis++) {
      int size = settings.patch().size(axis);
      factors[axis] = settings.gaussian() ? gaussian(size) : ones(size);
      sums[axis] = new double[volume.size(axis)];
      for (int start : PatchGrid.starts(volume.size(axis), size, settings.stride().size(axis))) {
        for (int n = 0; n < size; n++) {
          sums[axis][start + n] += factors[axis][n];
        }
      }
    }
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] gaussian(int size) {
    float[] factors = new float[size];
    double sigma = size / SIGMAS_PER_WINDOW;
    for (int n = 0; n < size; n++) {
      double distance = (n - (size - 1) / 2.0) / sigma;
      factors[n] = (float) StrictMath.exp(-distance * distance / 2);
    }
    return factors;
  }

  /** The factor that all voxels (i, j, *) of a window have in common. */
  float ofRow(int i, int j) {
    return factors[0][i] * factors[1][j];
  }

  /** The factors along z. */
  float[] alongZ() {
    return factors[2];
  }

  /** The sum over all windows that hold voxel (i, j, k) of the volume. */
  float sum(int i, int j, int k) {
    return (float) (sums[0][i] * sums[1][j] * sums[2][k]);
  }
}
