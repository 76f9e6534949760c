package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizeTest {

  @ParameterizedTest
  @CsvSource({"1,0", "1e6,1e6", "1e-6,5", "1e30,-1e30"})
  void zScoreGivesMeanZeroAndDeviationOne(double gain, double offset) {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(9, 10, 11), 1, 1, 1);
    Volume base = Volumes.random(grid, 5);
    Volume scaled =
        Volumes.of(grid, (i, j, k) -> gain * base.at((int) i, (int) j, (int) k) + offset);
    double sum = 0;
    double squares = 0;
    for (float voxel : Normalize.zScore(scaled).voxels()) {
      sum += voxel;
      squares += (double) voxel * voxel;
    }
    long count = grid.shape().voxels();
    assertEquals(0, sum / count, 1e-6);
    assertEquals(1, squares / count, 1e-5);
  }

  @Test
  void zScoreMatchesHandWork() {
    Volume scores = Normalize.zScore(Volumes.flat(1, 2, 3, 4));
    float unit = (float) (1 / Math.sqrt(1.25));
    assertArrayEquals(
        new float[] {-1.5f * unit, -0.5f * unit, 0.5f * unit, 1.5f * unit}, scores.voxels(), 1e-6f);
  }

  @Test
  void zerosStayZeroAndDoNotCountInTheNonZeroScore() {
    Volume scores = Normalize.zScoreNonZero(Volumes.flat(0, 10, 0, 20, 0));
    assertArrayEquals(new float[] {0, -1, 0, 1, 0}, scores.voxels(), 1e-6f);
  }

  @Test
  void clippingMovesOnlyWhatLiesOutside() {
    Volume clipped = Normalize.clip(Volumes.flat(-200, -125, 0, 275, 900), -125, 275);
    assertArrayEquals(new float[] {-125, -125, 0, 275, 275}, clipped.voxels());
  }

  @Test
  void scalingMapsTheRangeToZeroToOne() {
    Volume scaled = Normalize.scale(Volumes.flat(-200, -125, 75, 275, 900), -125, 275);
    assertArrayEquals(new float[] {0, 0, 0.5f, 1, 1}, scaled.voxels(), 1e-7f);
  }

  @Test
  void percentilesInterpolateLinearlyBetweenVoxels() {
    // 25 % and 75 % of 10, 20, 30, 40, 50, 60 lie at 22.5 and 47.5.
    Volume scaled =
        Normalize.scale(Normalize.clipPercentiles(Volumes.flat(60, 10, 50, 20, 40, 30), 25, 75));
    assertArrayEquals(new float[] {1, 0, 1, 0, 0.7f, 0.3f}, scaled.voxels(), 1e-6f);
  }

  @Test
  void zeroAndHundredPercentKeepTheWholeRange() {
    Volume scaled = Normalize.scale(Normalize.clipPercentiles(Volumes.flat(4, 0, 1, 2), 0, 100));
    assertArrayEquals(new float[] {1, 0, 0.25f, 0.5f}, scaled.voxels());
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 7, -0.1f, 1e30f})
  void aConstantVolumeIsRefused(float value) {
    Volume constant = Volumes.flat(value, value, value);
    assertFault(Fault.CONSTANT, () -> Normalize.zScore(constant));
    assertFault(Fault.CONSTANT, () -> Normalize.zScoreNonZero(constant));
    assertFault(Fault.CONSTANT, () -> Normalize.clipPercentiles(constant, 1, 99));
  }

  @Test
  void equalPercentilesAreRefusedThoughVoxelsDiffer() {
    Volume mostlyZero = Volumes.flat(0, 0, 0, 0, 0, 0, 0, 9);
    assertFault(Fault.CONSTANT, () -> Normalize.clipPercentiles(mostlyZero, 5, 50));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneVoxelThatIsNotFiniteIsRefusedUntilReplaced(float broken) {
    Volume volume = Volumes.flat(1, 2, broken);
    assertFault(Fault.NOT_FINITE, () -> Normalize.zScore(volume));
    assertFault(Fault.NOT_FINITE, () -> Normalize.zScoreNonZero(volume));
    assertFault(Fault.NOT_FINITE, () -> Normalize.clip(volume, 0, 1));
    assertFault(Fault.NOT_FINITE, () -> Normalize.clipPercentiles(volume, 0, 100));
    assertArrayEquals(new float[] {1, 2, 3}, Normalize.replaceNotFinite(volume, 3).voxels());
  }

  @ParameterizedTest
  @CsvSource({"5,5", "90,10", "-1,50", "0,101", "NaN,50"})
  void percentilesOutOfOrderAreRefused(double low, double high) {
    Volume volume = Volumes.flat(1, 2, 3);
    assertThrows(
        IllegalArgumentException.class, () -> Normalize.clipPercentiles(volume, low, high));
  }

  @Test
  void theSourceIsLeftAsItIs() {
    Volume volume = Volumes.flat(3, 1, 2);
    Normalize.zScore(volume);
    Normalize.clipPercentiles(volume, 0, 100);
    assertArrayEquals(new float[] {3, 1, 2}, volume.voxels());
  }

  private static void assertFault(Fault fault, Runnable work) {
    assertEquals(fault, assertThrows(InvalidCaseException.class, work::run).fault());
  }
}
