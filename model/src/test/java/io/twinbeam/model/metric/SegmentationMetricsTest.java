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
  private static final double MM = Math.hypot(Math.hypot(9 * 0.8, 7 * 1.5), 6 * 2.5);
  private static final double VOXELS = Math.hypot(Math.hypot(9, 7), 6);

  @Test
  void exchangingResultAndReferenceKeepsTheSymmetricMeasures() {
    for (int trial = 0; trial < 25; trial++) {
      LabelMap a = randomLabels(trial);
      LabelMap b = randomLabels(trial + 1000);
      ClassMetrics there = SegmentationMetrics.of(a, b, 2);
      ClassMetrics back = SegmentationMetrics.of(b, a, 2);
      assertEquals(there.dice(), back.dice());
      assertEquals(there.jaccard(), back.jaccard());
      assertEquals(there.mm().hd95(), back.mm().hd95());
      assertEquals(there.mm().assd(), back.mm().assd());
      assertEquals(back.mm().asd(), SurfaceDistance.of(a, b, 2).reverseAsd());
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
    assertTrue(once.mm().hd95() > 0);
    assertEquals(2 * once.mm().hd95(), twice.mm().hd95(), 1e-12);
    assertEquals(2 * once.mm().assd(), twice.mm().assd(), 1e-12);
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
    assertEquals(
        new ClassMetrics(1, 1, noDistance(MM), noDistance(VOXELS), 1, 0, 0, Lesions.NONE), metrics);
    assertTrue(metrics.mm().defined());
    assertEquals(0, metrics.relativeVolumeError());
    assertEquals(1, metrics.volumeSimilarity());
    assertEquals(1, metrics.lesions().f1());
  }

  @Test
  void anEmptyResultIsTheWorstThereIs() {
    ClassMetrics missed = SegmentationMetrics.of(empty(), ofVoxels(0, 1, 12), 1);
    assertEquals(
        new ClassMetrics(
            0, 0, undefined(MM), undefined(VOXELS), 0, 0, 0.009, new Lesions(0, 2, 0, 0)),
        missed);
    assertFalse(missed.mm().defined());
    assertEquals(-1, missed.relativeVolumeError());
    assertEquals(0, missed.volumeSimilarity());
    assertEquals(0, missed.lesions().f1());
  }

  @Test
  void aResultWhereTheReferenceIsEmptyIsTheWorstThereIs() {
    ClassMetrics invented = SegmentationMetrics.of(ofVoxels(0, 1, 12), empty(), 1);
    assertEquals(
        new ClassMetrics(
            0, 0, undefined(MM), undefined(VOXELS), 0, 0.009, 0, new Lesions(2, 0, 0, 2)),
        invented);
    assertFalse(invented.voxels().defined());
    assertTrue(Double.isNaN(invented.relativeVolumeError()));
    assertEquals(0, invented.volumeSimilarity());
    assertEquals(0, invented.lesions().f1());
  }

  @Test
  void equalObjectsAgreeFully() {
    ClassMetrics same = SegmentationMetrics.of(randomLabels(4), randomLabels(4), 1);
    assertEquals(1, same.dice());
    assertEquals(1, same.jaccard());
    assertEquals(noDistance(MM), same.mm());
    assertEquals(noDistance(VOXELS), same.voxels());
    assertEquals(1, same.surfaceDice());
    assertEquals(0, same.relativeVolumeError());
    assertEquals(1, same.volumeSimilarity());
    assertEquals(1, same.lesions().f1());
  }

  @Test
  void whatAMissEntersSummariesWithExceedsEveryDistance() {
    // From one corner of the grid to the other.
    ClassMetrics apart = SegmentationMetrics.of(ofVoxels(0), ofVoxels(9 * 7 * 6 - 1), 1);
    assertEquals(Math.sqrt(6.4 * 6.4 + 9 * 9 + 12.5 * 12.5), apart.mm().hd95(), 1e-12);
    assertEquals(MM, apart.mm().diagonal(), 1e-12);
    assertTrue(apart.mm().hd95() < apart.mm().diagonal());
    assertEquals(Math.sqrt(8 * 8 + 6 * 6 + 5 * 5), apart.voxels().hd95(), 1e-12);
    assertTrue(apart.voxels().hd95() < apart.voxels().diagonal());
  }

  @Test
  void distancesInVoxelsTakeNoNoticeOfTheSpacing() {
    VoxelGrid unit = VoxelGrid.ofSpacing(GRID.shape(), 1, 1, 1);
    for (int trial = 0; trial < 10; trial++) {
      LabelMap a = randomLabels(trial);
      LabelMap b = randomLabels(trial + 1000);
      ClassMetrics one = SegmentationMetrics.of(a, b, 1);
      ClassMetrics other =
          SegmentationMetrics.of(new LabelMap(unit, a.voxels()), new LabelMap(unit, b.voxels()), 1);
      assertEquals(other.mm(), one.voxels());
      assertEquals(other.mm(), other.voxels());
    }
  }

  @Test
  void boxesThatLieApartHaveTheDistancesOfTheirFormula() {
    // Plates of one voxel's thickness, 5 voxels of 0.8 mm apart.
    LabelMap near = box(1, 2, 1, 4, 1, 4);
    LabelMap far = box(6, 7, 1, 4, 1, 4);
    ClassMetrics metrics = SegmentationMetrics.of(near, far, 1);
    assertEquals(4, metrics.mm().hd95(), 1e-12);
    assertEquals(4, metrics.mm().asd(), 1e-12);
    assertEquals(4, metrics.mm().assd(), 1e-12);
    assertEquals(5, metrics.voxels().hd95());
    assertEquals(0, metrics.surfaceDice());
    assertEquals(9 * 3.0 / 1000, metrics.volumeMl(), 1e-12);
  }

  @Test
  void surfaceDiceCountsTheVoxelsWithinTheTolerance() {
    // Of 3x3x3 and 4x3x3 voxels, all but 1 and 2 are surface. The longer reaches 0.8 mm further.
    LabelMap shorter = box(1, 4, 1, 4, 1, 4);
    LabelMap longer = box(1, 5, 1, 4, 1, 4);
    assertEquals(1, surfaceDice(longer, shorter, 0.8));
    assertEquals(1, surfaceDice(longer, shorter, 0.8 - 1e-9), "a spacing read from float32");
    // Not within less: the longer's 9 at its end, and the shorter's 1 at its end's middle.
    assertEquals((26 - 1 + 34 - 9) / 60.0, surfaceDice(longer, shorter, 0.79), 1e-12);
    assertEquals((26 - 1 + 34 - 9) / 60.0, surfaceDice(longer, shorter, 0), 1e-12);
  }

  private static double surfaceDice(LabelMap result, LabelMap reference, double toleranceMm) {
    return SegmentationMetrics.between(result, reference, 2, new MetricSettings(toleranceMm, 0))
        .ofClass(1)
        .surfaceDice();
  }

  @Test
  void volumesAreMlAndTheirErrorIsRelativeToTheReference() {
    ClassMetrics metrics = SegmentationMetrics.of(box(0, 2, 0, 5, 0, 2), box(0, 2, 0, 5, 0, 4), 1);
    assertEquals(20 * 3 / 1000.0, metrics.volumeMl(), 1e-12);
    assertEquals(40 * 3 / 1000.0, metrics.referenceVolumeMl(), 1e-12);
    assertEquals(-0.5, metrics.relativeVolumeError(), 1e-12);
    assertEquals(1 - 20 / 60.0, metrics.volumeSimilarity(), 1e-12);
  }

  @Test
  void allForegroundClassesPooledAreMeasuredAsOneObject() {
    for (int trial = 0; trial < 10; trial++) {
      LabelMap a = randomLabels(trial);
      LabelMap b = randomLabels(trial + 1000);
      ClassMetrics pooled = SegmentationMetrics.between(a, b, 3, MetricSettings.STANDARD).pooled();
      assertEquals(SegmentationMetrics.of(merged(a), merged(b), 1), pooled);
    }
  }

  @Test
  void aClassBeyondThoseDeclaredIsNotPooled() {
    LabelMap a = randomLabels(1);
    LabelMap b = randomLabels(2);
    assertEquals(
        SegmentationMetrics.of(a, b, 1),
        SegmentationMetrics.between(a, b, 2, MetricSettings.STANDARD).pooled());
  }

  @Test
  void theBackgroundCanBeMeasured() {
    LabelMap a = randomLabels(1);
    LabelMap b = randomLabels(2);
    long[] counts = a.counts();
    assertEquals(counts[0], Overlap.of(a, b, 0).result());
    assertEquals(new Overlap(counts[0], counts[0], counts[0]), Overlap.of(a, a, 0));
    assertEquals(1, SegmentationMetrics.of(a, a, 0).dice());
  }

  @Test
  void aClassIdAbove127IsMeasured() {
    byte[] voxels = new byte[(int) GRID.shape().voxels()];
    voxels[10] = (byte) 200;
    LabelMap labels = new LabelMap(GRID, voxels);
    ClassMetrics metrics = SegmentationMetrics.of(labels, labels, 200);
    assertEquals(1, metrics.dice());
    assertEquals(noDistance(MM), metrics.mm());
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

  private static Distances noDistance(double diagonal) {
    return new Distances(0, 0, 0, diagonal);
  }

  private static Distances undefined(double diagonal) {
    return new Distances(Double.NaN, Double.NaN, Double.NaN, diagonal);
  }

  private static LabelMap merged(LabelMap labels) {
    byte[] voxels = labels.voxels().clone();
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (byte) Math.min(1, voxels[i]);
    }
    return new LabelMap(labels.grid(), voxels);
  }

  private static LabelMap ofVoxels(int... indices) {
    LabelMap labels = empty();
    for (int index : indices) {
      labels.voxels()[index] = 1;
    }
    return labels;
  }

  /** From the first of each pair of indices up to before the second. */
  private static LabelMap box(int... ends) {
    LabelMap labels = empty();
    for (int i = ends[0]; i < ends[1]; i++) {
      for (int j = ends[2]; j < ends[3]; j++) {
        for (int k = ends[4]; k < ends[5]; k++) {
          labels.voxels()[GRID.shape().index(i, j, k)] = 1;
        }
      }
    }
    return labels;
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
