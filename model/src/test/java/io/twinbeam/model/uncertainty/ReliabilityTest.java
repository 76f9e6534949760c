package io.twinbeam.model.uncertainty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReliabilityTest {

  @ParameterizedTest
  @CsvSource({"0, 1", "0.25, 2", "0.5, 3", "0.6, 3.4", "0.75, 4", "1, 5"})
  void quantilesInterpolateBetweenOrderStatistics(double rho, float expected) {
    assertEquals(expected, Reliability.quantile(new float[] {4, 1, 5, 3, 2}, rho), 1e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000, 70_001})
  void quantilesEqualThoseOfTheSortedValues(int count) {
    CounterRandom random = CounterRandom.of(5, "values", count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      // Negative numbers, equal ones and both zeros too.
      values[i] = Math.round(random.nextGaussian() * 50) / (i % 3 == 0 ? 7f : -7f);
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    for (double rho : new double[] {0, 0.01, 0.2, 0.5, 0.77, 0.999, 1}) {
      double position = rho * (count - 1);
      int below = (int) position;
      double high = sorted[Math.min(below + 1, count - 1)];
      float expected = (float) (sorted[below] + (high - sorted[below]) * (position - below));
      assertEquals(expected, Reliability.quantile(values, rho), "rho " + rho);
    }
  }

  @Test
  void infiniteValuesHaveTheirPlace() {
    float[] values = {Float.POSITIVE_INFINITY, 0, Float.NEGATIVE_INFINITY};
    assertEquals(0, Reliability.quantile(values, 0.5));
    assertEquals(Float.POSITIVE_INFINITY, Reliability.quantile(values, 1));
  }

  @Test
  void entropyAtTheThresholdIsKept() {
    float[] entropy = {0.1f, 0.3f, 0.3f, 0.3f, 0.6f};
    assertArrayEquals(
        new boolean[] {true, true, true, true, false},
        Reliability.mask(entropy, new byte[5], 1, 0.5, false));
  }

  @Test
  void eachPredictedClassHasItsOwnThreshold() {
    float[] entropy = {0.01f, 0.02f, 0.03f, 0.5f, 0.6f, 0.7f};
    byte[] prediction = {0, 0, 0, 2, 2, 2};
    assertArrayEquals(
        new boolean[] {true, true, false, true, true, false},
        Reliability.mask(entropy, prediction, 4, 0.5, true));
    assertArrayEquals(
        new boolean[] {true, true, true, false, false, false},
        Reliability.mask(entropy, prediction, 4, 0.5, false));
  }

  @Test
  void everythingIsKeptAtRhoOneAndWhereAllAreEqual() {
    float[] equal = {0.2f, 0.2f, 0.2f};
    assertArrayEquals(
        new boolean[] {true, true, true},
        Reliability.mask(equal, new byte[] {0, 1, 1}, 2, 0.01, true));
    float[] rising = {0.1f, 0.2f, 0.3f};
    assertArrayEquals(
        new boolean[] {true, true, true}, Reliability.mask(rising, new byte[3], 1, 1, false));
  }

  @Test
  void noVoxelsGiveAnEmptyMask() {
    assertEquals(0, Reliability.mask(new float[0], new byte[0], 2, 0.5, false).length);
  }

  @Test
  void classesAboveAHundredAndTwentySevenAreUnsigned() {
    assertArrayEquals(
        new boolean[] {true},
        Reliability.mask(new float[1], new byte[] {(byte) 200}, 201, 1, true));
  }

  @Test
  void aPredictionOutsideTheClassesIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Reliability.mask(new float[1], new byte[] {2}, 2, 0.5, true));
    assertEquals("prediction must lie below the 2 classes, holds 2", refused.getMessage());
  }

  @Test
  void rhoOutsideItsRangeIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Reliability.mask(new float[1], new byte[1], 1, 0, true));
    assertTrue(refused.getMessage().startsWith("rho must be in (0, 1]"), refused.getMessage());
  }

  @Test
  void rejectedVoxelsAreMarkedInACopy() {
    LabelMap prediction =
        new LabelMap(VoxelGrid.ofSpacing(new GridShape(1, 1, 3), 1, 2, 3), new byte[] {0, 1, 2});
    LabelMap marked =
        Reliability.marked(prediction, new boolean[] {true, false, true}, LabelMap.MAX_CLASS);
    assertArrayEquals(new byte[] {0, (byte) 255, 2}, marked.voxels());
    assertArrayEquals(new byte[] {0, 1, 2}, prediction.voxels());
    assertEquals(prediction.grid(), marked.grid());
  }
}
