package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PatchGrid;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowWeightsTest {

  private static final GridShape PATCH = new GridShape(16, 32, 48);

  private static WindowWeights weights(GridShape volume, GridShape stride, boolean gaussian) {
    return new WindowWeights(
        volume, new InferenceSettings(PATCH, stride, 1, gaussian, 0, OptionalInt.empty()));
  }

  private static double gaussian(int n, int size) {
    double sigma = size / 8.0;
    double distance = n - (size - 1) / 2.0;
    return Math.exp(-distance * distance / (2 * sigma * sigma));
  }

  @Test
  void gaussianWeightsFallOffByTheFormulaAndNeverTo0() {
    WindowWeights weights = weights(PATCH, PATCH, true);
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 32; j++) {
        for (int k = 0; k < 48; k++) {
          double expected = gaussian(i, 16) * gaussian(j, 32) * gaussian(k, 48);
          double actual = weights.ofRow(i, j) * weights.alongZ()[k];
          assertEquals(1, actual / expected, 1e-6, i + " " + j + " " + k);
          assertTrue(actual > 1e-11);
        }
      }
    }
  }

  @Test
  void gaussianWeightsAreSymmetric() {
    WindowWeights weights = weights(PATCH, PATCH, true);
    for (int k = 0; k < 24; k++) {
      assertEquals(weights.alongZ()[k], weights.alongZ()[47 - k]);
    }
    assertEquals(weights.ofRow(3, 5), weights.ofRow(12, 26));
  }

  @ParameterizedTest
  @CsvSource({
    "16x32x48, 16x32x48, true",
    "33x40x61, 5x7x16, true",
    "33x40x61, 5x7x16, false",
    "40x33x50, 16x1x48, true"
  })
  void sumsAreThoseOverAllWindowsThatHoldAVoxel(String volume, String stride, boolean gaussian) {
    GridShape shape = GridShape.parse(volume);
    GridShape steps = GridShape.parse(stride);
    WindowWeights weights = weights(shape, steps, gaussian);
    double[] sums = new double[(int) shape.voxels()];
    for (int[] offset : PatchGrid.offsets(shape, PATCH, steps)) {
      for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 32; j++) {
          for (int k = 0; k < 48; k++) {
            sums[shape.index(offset[0] + i, offset[1] + j, offset[2] + k)] +=
                (double) weights.ofRow(i, j) * weights.alongZ()[k];
          }
        }
      }
    }
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        for (int k = 0; k < shape.z(); k++) {
          double ratio = weights.sum(i, j, k) / sums[shape.index(i, j, k)];
          assertEquals(1, ratio, gaussian ? 1e-6 : 0);
        }
      }
    }
  }
}
