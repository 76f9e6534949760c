package io.twinbeam.model.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.VoxelGrid;
import org.junit.jupiter.api.Test;

class SegmentationMetricsTest {

  private static final VoxelGrid GRID = VoxelGrid.ofSpacing(new GridShape(9, 7, 6), 0.8, 1.5, 2.5);

  @Test
  void exchangingResultAndReferenceKeepsTheSymmetricMeasures() {
    for (int trial = 0; trial < 25; trial++) {
      LabelMap a = randomLabels(trial);
      LabelMap b = randomLabels(trial + 1000);
      ClassMetrics there = SegmentationMetrics.of(a, b, 2);
      ClassMetrics back = SegmentationMetrics.of(b, a, 2);
      assertEquals(there.dice(), back.dice());
      assertEquals(there.jaccard(), back.jaccard());
      assertEquals(there.hd95Mm(), back.hd95Mm());
      assertEquals(there.assdMm(), back.assdMm());
      assertEquals(back.asdMm(), SurfaceDistance.of(a, b, 2).reverseAsdMm());
    }
  }

  @Test
  void distancesGrowWithTheSpacing() {
    LabelMap a = randomLabels(1);
    LabelMap b = randomLabels(2);
    VoxelGrid doubled = VoxelGrid.ofSpacing(GRID.shape(), 1.6, 3, 5);
    ClassMetrics once = SegmentationMetrics.of(a, b, 1);
    ClassMetrics twice =
        SegmentationMetrics.of(
            new LabelMap(doubled, a.voxels()), new LabelMap(doubled, b.voxels()), 1);
    assertTrue(once.hd95Mm() > 0);
    assertEquals(2 * once.hd95Mm(), twice.hd95Mm(), 1e-12);
    assertEquals(2 * once.assdMm(), twice.assdMm(), 1e-12);
    assertEquals(once.dice(), twice.dice());
  }

  @Test
  void theMeanDiceIsThatOfTheForegroundClassesAndAnAbsentOneCountsAsFound() {
    LabelMap a = randomLabels(1);
    LabelMap b = randomLabels(2);
    double one = SegmentationMetrics.of(a, b, 1).dice();
    double two = SegmentationMetrics.of(a, b, 2).dice();
    assertEquals(one, SegmentationMetrics.meanDice(a, b, 2));
    assertEquals((one + two) / 2, SegmentationMetrics.meanDice(a, b, 3), 1e-15);
    assertEquals(1, SegmentationMetrics.meanDice(empty(), empty(), 3));
  }

  @Test
  void twoEmptyObjectsAgreeFully() {
    ClassMetrics metrics = SegmentationMetrics.of(empty(), empty(), 1);
    assertEquals(new ClassMetrics(1, 1, 0, 0, 0), metrics);
    assertTrue(metrics.hasDistances());
  }

  @Test
  void oneEmptyObjectLeavesTheDistancesUndefined() {
    ClassMetrics undefined = new ClassMetrics(0, 0, Double.NaN, Double.NaN, Double.NaN);
    assertEquals(undefined, SegmentationMetrics.of(empty(), randomLabels(3), 1));
    assertEquals(undefined, SegmentationMetrics.of(randomLabels(3), empty(), 1));
    assertFalse(undefined.hasDistances());
  }

  @Test
  void aClassIdAbove127IsMeasured() {
    byte[] voxels = new byte[(int) GRID.shape().voxels()];
    voxels[10] = (byte) 200;
    LabelMap labels = new LabelMap(GRID, voxels);
    assertEquals(new ClassMetrics(1, 1, 0, 0, 0), SegmentationMetrics.of(labels, labels, 200));
    assertEquals(1, Overlap.of(labels, labels, 200).both());
    assertEquals(1, SurfaceDistance.of(labels, labels, 200).resultSurfaceVoxels());
  }

  @Test
  void gridsThatDifferAreRefused() {
    VoxelGrid other = VoxelGrid.ofSpacing(GRID.shape(), 0.8, 1.5, 2.6);
    LabelMap moved = new LabelMap(other, randomLabels(1).voxels());
    assertThrows(
        IllegalArgumentException.class, () -> SegmentationMetrics.of(randomLabels(1), moved, 1));
  }

  @Test
  void classIdsOutsideAByteAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> SegmentationMetrics.of(empty(), empty(), 256));
  }

  private static LabelMap empty() {
    return new LabelMap(GRID, new byte[(int) GRID.shape().voxels()]);
  }

  private static LabelMap randomLabels(int trial) {
    CounterRandom random = CounterRandom.of(8, "labels", trial);
    byte[] voxels = new byte[(int) GRID.shape().voxels()];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (byte) Math.max(0, random.nextInt(6) - 3);
    }
    return new LabelMap(GRID, voxels);
  }
}
