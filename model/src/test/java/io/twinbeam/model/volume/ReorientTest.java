package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReorientTest {

  private static final GridShape SHAPE = new GridShape(3, 4, 5);

  /** All 48 orders and directions of three axes, each slightly oblique. */
  static List<VoxelGrid> orientations() {
    List<VoxelGrid> grids = new ArrayList<>();
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int[] order : orders) {
      for (int signs = 0; signs < 8; signs++) {
        double[] rows = new double[12];
        for (int column = 0; column < 3; column++) {
          double sign = (signs >> column & 1) == 0 ? 1 : -1;
          for (int row = 0; row < 3; row++) {
            rows[row * 4 + column] =
                (row == order[column] ? sign : 0.08 * (row - 1)) * (column + 1);
          }
          rows[column * 4 + 3] = 10 - column;
        }
        grids.add(new VoxelGrid(SHAPE, Affine.ofRows(rows)));
      }
    }
    return grids;
  }

  @ParameterizedTest
  @MethodSource("orientations")
  void axesPointToRightFrontAndHead(VoxelGrid grid) {
    Affine ras = Reorient.toRas(grid).affine();
    for (int axis = 0; axis < 3; axis++) {
      for (int row = 0; row < 3; row++) {
        assertTrue(ras.at(axis, axis) > Math.abs(ras.at(row, axis)) || row == axis, ras.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("orientations")
  void everyVoxelKeepsItsValueAndItsPlace(VoxelGrid grid) {
    Volume volume = Volumes.ofWorld(grid, (x, y, z) -> x + 20 * y + 400 * z);
    Volume ras = Reorient.toRas(volume);
    Volume expected = Volumes.ofWorld(ras.grid(), (x, y, z) -> x + 20 * y + 400 * z);
    assertArrayEquals(expected.voxels(), ras.voxels(), 1e-3f);
    assertEquals(grid.shape().voxels(), ras.shape().voxels());
  }

  @ParameterizedTest
  @MethodSource("orientations")
  void labelMapsMoveAsVolumesDo(VoxelGrid grid) {
    LabelMap labels = Volumes.randomLabels(grid, 7);
    Volume twin = Volumes.of(grid, (i, j, k) -> labels.at((int) i, (int) j, (int) k));
    LabelMap ras = Reorient.toRas(labels);
    float[] moved = Reorient.toRas(twin).voxels();
    for (int n = 0; n < moved.length; n++) {
      assertEquals(moved[n], ras.voxels()[n]);
    }
  }

  @ParameterizedTest
  @MethodSource("orientations")
  void nearestResamplingLeadsBackExactly(VoxelGrid grid) {
    LabelMap labels = Volumes.randomLabels(grid, 8);
    assertEquals(labels, Resample.nearest(Reorient.toRas(labels), grid));
  }

  @Test
  void aVolumeInRasIsGivenBack() {
    Volume volume = Volumes.random(VoxelGrid.ofSpacing(SHAPE, 1, 2, 3), 9);
    assertSame(volume, Reorient.toRas(volume));
  }

  @Test
  void flippedAxesLeaveNoNegativeZeroInTheAffine() {
    VoxelGrid lps = new VoxelGrid(SHAPE, Affine.scaling(-1, -1, 1));
    Affine expected = Affine.ofRows(1, 0, 0, -2, 0, 1, 0, -3, 0, 0, 1, 0);
    assertEquals(expected, Reorient.toRas(lps).affine());
  }

  @Test
  void aTurnOfFortyFiveDegreesKeepsTheOrder() {
    VoxelGrid turned = Volumes.oblique(SHAPE, Math.PI / 4, 1, 1, 1);
    assertEquals(turned, Reorient.toRas(turned));
  }

  @Test
  void aDegenerateAffineIsRefused() {
    VoxelGrid flat = new VoxelGrid(SHAPE, Affine.scaling(1, 0, 1));
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> Reorient.toRas(flat));
    assertEquals(Fault.BAD_AFFINE, refused.fault());
  }
}
