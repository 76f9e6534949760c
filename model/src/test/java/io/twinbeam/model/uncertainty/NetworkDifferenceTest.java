package io.twinbeam.model.uncertainty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NetworkDifferenceTest {

  /** Voxels: the same; the same class, less certain; another class; certain of opposites. */
  private static final float[] A = {0.7f, 0.9f, 0.2f, 1, 0.3f, 0.1f, 0.8f, 0};

  private static final float[] B = {0.7f, 0.6f, 0.6f, 0, 0.3f, 0.4f, 0.4f, 1};

  @Test
  void networksDisagreeWhereTheirMostProbableClassesDiffer() {
    assertArrayEquals(new float[] {0, 0, 1, 1}, NetworkDifference.disagreement(A, B, 2));
    float[] even = {0.5f, 0.5f};
    float[] first = {0.6f, 0.4f};
    assertArrayEquals(new float[] {0}, NetworkDifference.disagreement(even, first, 2));
  }

  @Test
  void theDivergenceIsTheMeanOfBothDirections() {
    float[] found = NetworkDifference.divergence(A, B, 2);
    assertEquals(0, found[0]);
    assertEquals((kl(0.9, 0.6) + kl(0.6, 0.9)) / 2, found[1], 1e-6);
    assertEquals((kl(0.2, 0.6) + kl(0.6, 0.2)) / 2, found[2], 1e-6);
    assertEquals(Math.log(1e12), found[3], 1e-5);
    assertArrayEquals(found, NetworkDifference.divergence(B, A, 2));
  }

  private static double kl(double p, double q) {
    return p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  }

  @Test
  void networksOfOtherClassesAreRefused() {
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> NetworkDifference.divergence(A, new float[6], 2))
            .getMessage()
            .contains("have 8 and 6 values of 2 classes"));
  }

  @Test
  void theVarianceIsThatOfThePopulation() {
    RunningVariance running = new RunningVariance(2);
    for (float value : new float[] {0.1f, 0.5f, 0.9f, 0.5f}) {
      running.add(new float[] {value, 0.25f});
    }
    assertArrayEquals(new float[] {0.08f, 0}, running.variances(), 1e-6f);
    assertThrows(IllegalStateException.class, () -> new RunningVariance(1).variances());
  }
}
