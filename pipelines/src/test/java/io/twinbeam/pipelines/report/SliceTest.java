package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SliceTest {

  private static final VoxelGrid GRID = VoxelGrid.ofSpacing(new GridShape(12, 20, 6), 1, 0.5, 4);
  private static final int[] POSITION = {5, 9, 2};

  @Test
  void pixelsAreSquareInMillimetresWhateverTheSpacing() {
    Slice axial = slice(AnatomicalPlane.AXIAL);
    assertEquals(24, axial.width());
    assertEquals(20, axial.height());
    Slice coronal = slice(AnatomicalPlane.CORONAL);
    assertEquals(24, coronal.width());
    assertEquals(48, coronal.height());
    Slice sagittal = slice(AnatomicalPlane.SAGITTAL);
    assertEquals(20, sagittal.width());
    assertEquals(48, sagittal.height());
  }

  @ParameterizedTest
  @EnumSource
  void theFirstPixelLiesAtThePatientsRightFrontAndHead(AnatomicalPlane plane) {
    int x = plane.normal() == 0 ? 5 : 11;
    int y = plane.normal() == 1 ? 9 : 19;
    int z = plane.normal() == 2 ? 2 : 5;
    float[] voxels = new float[(int) GRID.shape().voxels()];
    voxels[GRID.shape().index(x, y, z)] = 1;
    float[] pixels = slice(plane).intensities(new Volume(GRID, voxels), POSITION[plane.normal()]);
    assertEquals(1, pixels[0]);
    assertEquals(0, pixels[pixels.length - 1]);
  }

  @Test
  void aClassReachesHalfWayToItsNeighbour() {
    byte[] voxels = new byte[(int) GRID.shape().voxels()];
    for (int y = 0; y < 20; y++) {
      for (int x = 6; x < 12; x++) {
        voxels[GRID.shape().index(x, y, 2)] = 2;
      }
    }
    byte[] classes = slice(AnatomicalPlane.AXIAL).classes(new LabelMap(GRID, voxels), 2);
    int[] row = new int[24];
    Arrays.setAll(row, i -> classes[i]);
    assertTrue(Arrays.stream(row, 0, 12).allMatch(id -> id == 2), Arrays.toString(row));
    assertTrue(Arrays.stream(row, 12, 24).allMatch(id -> id == 0), Arrays.toString(row));
  }

  /** The whole grid. */
  private static Slice slice(AnatomicalPlane plane) {
    byte[] voxels = new byte[(int) GRID.shape().voxels()];
    voxels[GRID.shape().index(5, 9, 2)] = 1;
    LabelMap point = new LabelMap(GRID, voxels);
    return new Slice(plane, FieldOfView.of(point, point), GRID.shape(), GRID.spacingMm(), 0.5);
  }
}
