package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.uncertainty.Reliability;
import io.twinbeam.model.uncertainty.VoxelEntropy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter on tensors and its twin on arrays say the same. */
class EntropyQuantileTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0.5",
    "2, 0.5",
    "2, 1",
    "3, 0.5",
    "11, 0.1",
    "1000, 0.2",
    "1001, 1",
    "999, 0.999"
  })
  void equalsTheQuantileOnArrays(int count, double rho) {
    CounterRandom random = CounterRandom.of(1, "quantile", count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble();
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      assertEquals(
          Reliability.quantile(values, rho), EntropyQuantile.of(manager.create(values), rho));
    }
  }

  @Test
  void aThresholdOnAWholePositionIsTheValueItself() {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] values = {0.4f, 0.1f, 0.3f, 0.2f, 0.6f};
      assertEquals(0.3f, EntropyQuantile.of(manager.create(values), 0.5));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theMaskEqualsTheOneOnArrays(boolean perClass) {
    try (NDManager manager = NDManager.newBaseManager()) {
      // Both networks alike, so that "reliable for A or for B" is reliable for one.
      DualOutputs outputs =
          Outputs.of(manager, 3).logitsOfEach(side -> Outputs.gaussian("same", 0, 2)).build();
      Batch batch = new Batch(outputs, Partner.TRAINED, 1, manager);
      float[] kept = new ReliableFilter(0.3, perClass).apply(batch).mask().toFloatArray();
      float[] classMajor =
          batch.sideA().probabilities().unlabelled().transpose(1, 0, 2).toFloatArray();
      float[] entropy = VoxelEntropy.of(classMajor, 3);
      boolean[] expected = Reliability.mask(entropy, prediction(classMajor), 3, 0.3, perClass);
      float[] asNumbers = new float[expected.length];
      for (int i = 0; i < expected.length; i++) {
        asNumbers[i] = expected[i] ? 1 : 0;
      }
      assertArrayEquals(asNumbers, kept);
    }
  }

  private static byte[] prediction(float[] classMajor) {
    int voxels = classMajor.length / 3;
    byte[] prediction = new byte[voxels];
    for (int i = 0; i < voxels; i++) {
      for (byte c = 1; c < 3; c++) {
        if (classMajor[c * voxels + i] > classMajor[prediction[i] * voxels + i]) {
          prediction[i] = c;
        }
      }
    }
    return prediction;
  }
}
