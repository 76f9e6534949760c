package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.VoxelGrid;
import org.junit.jupiter.api.Test;

final class CoverageTest {

  private static final VoxelGrid SCAN = grid(6, 0, 1);

  /** A row of voxels along x that starts at {@code startMm}. */
  private static VoxelGrid grid(int voxels, double startMm, double spacingMm) {
    Affine affine = Affine.ofRows(new double[] {spacingMm, 0, 0, startMm, 0, 1, 0, 0, 0, 0, 1, 0});
    return new VoxelGrid(new GridShape(voxels, 1, 1), affine);
  }

  @Test
  void aPredictionOnTheScanItselfSawAllOfIt() {
    Coverage all = Coverage.of(SCAN, SCAN);
    assertEquals(6, all.count());
    assertEquals(0, all.unseen());
  }

  @Test
  void whatLiesFartherThanAVoxelFromTheCropWasNotSeen() {
    Coverage coverage = Coverage.of(grid(2, 3, 1), SCAN);
    assertEquals(4, coverage.count());
    assertEquals(2, coverage.unseen());
    assertArrayEquals(
        new float[] {2, 3, 4, 5}, coverage.pick(new float[] {0, 1, 2, 3, 4, 5}), "from 2 to 5 mm");
    assertArrayEquals(new byte[] {2, 3, 4, 5}, coverage.pick(new byte[] {0, 1, 2, 3, 4, 5}));
    assertArrayEquals(
        new boolean[] {true, true, false, true, false, true},
        coverage.spread(new boolean[] {false, true, false, true}, true));
  }

  @Test
  void aResampledGridCoversWhatItWasMadeFrom() {
    assertEquals(6, Coverage.of(grid(3, 0.5, 2), SCAN).count());
  }
}
