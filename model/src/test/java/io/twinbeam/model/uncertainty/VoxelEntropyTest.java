package io.twinbeam.model.uncertainty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoxelEntropyTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void equalProbabilitiesHaveTheHighestEntropy(int classes) {
    float[] probabilities = new float[classes];
    Arrays.fill(probabilities, 1f / classes);
    assertEquals(Math.log(classes), VoxelEntropy.of(probabilities, classes)[0], 1e-6);
  }

  @Test
  void probabilitiesAreReadClassMajor() {
    float[] probabilities = {1f, 0.5f, 0.9f, 0f, 0.5f, 0.1f};
    assertArrayEquals(
        new float[] {0, 0.6931472f, 0.3250830f}, VoxelEntropy.of(probabilities, 2), 1e-6f);
  }

  @Test
  void certaintyIsZeroAndNotNegative() {
    float[] entropies = VoxelEntropy.of(new float[] {1.0000001f, 1f, 0f, 0f}, 2);
    assertArrayEquals(new float[] {0, 0}, entropies);
  }

  @Test
  void theMeanIsOverVoxels() {
    assertEquals(Math.log(2) / 2, VoxelEntropy.mean(new float[] {0.5f, 1f, 0.5f, 0f}, 2), 1e-7);
    assertThrows(IllegalArgumentException.class, () -> VoxelEntropy.mean(new float[0]));
  }

  @Test
  void anArrayThatIsNoMultipleOfTheClassesIsRefused() {
    assertEquals(
        "probabilities of 2 classes must be a multiple of that many values, are 3",
        assertThrows(IllegalArgumentException.class, () -> VoxelEntropy.of(new float[3], 2))
            .getMessage());
  }
}
