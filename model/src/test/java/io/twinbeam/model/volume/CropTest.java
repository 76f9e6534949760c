package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CropTest {

  private static final GridShape SHAPE = new GridShape(5, 6, 7);

  @Test
  void croppedVoxelsKeepTheirValueAndTheirPlaceInTheWorld() {
    VoxelGrid grid = Volumes.oblique(SHAPE, 0.4, 1, 2, 3);
    Volume volume = Volumes.random(grid, 1);
    LabelMap labels = Volumes.randomLabels(grid, 1);
    Box box = Box.of(1, 2, 3, 4, 4, 7);
    Volume cropped = Crop.to(volume, box);
    assertEquals(new GridShape(3, 2, 4), cropped.shape());
    assertArrayEquals(grid.affine().apply(1, 2, 3), cropped.grid().affine().apply(0, 0, 0), 1e-12);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < 4; k++) {
          assertEquals(volume.at(i + 1, j + 2, k + 3), cropped.at(i, j, k));
          assertEquals(labels.at(i + 1, j + 2, k + 3), Crop.to(labels, box).at(i, j, k));
        }
      }
    }
  }

  @Test
  void aBoxThatReachesBeyondIsRefusedForCropping() {
    Volume volume = Volumes.random(VoxelGrid.ofSpacing(SHAPE, 1, 1, 1), 2);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> Crop.to(volume, Box.of(0, 0, 0, 5, 6, 8)));
    assertTrue(refused.getMessage().contains("5x6x7"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"-1,0,0,5,6,7", "0,-2,3,5,9,5", "2,2,2,9,9,9", "-3,-3,-3,8,9,10", "7,0,0,9,2,2"})
  void paddingFillsOutsideOnly(int x0, int y0, int z0, int x1, int y1, int z1) {
    VoxelGrid grid = VoxelGrid.ofSpacing(SHAPE, 1, 2, 3);
    Volume volume = Volumes.random(grid, 3);
    LabelMap labels = Volumes.randomLabels(grid, 3);
    Box box = Box.of(x0, y0, z0, x1, y1, z1);
    Volume padded = Crop.pad(volume, box, -99);
    LabelMap paddedLabels = Crop.pad(labels, box, 200);
    for (int i = x0; i < x1; i++) {
      for (int j = y0; j < y1; j++) {
        for (int k = z0; k < z1; k++) {
          boolean inside = SHAPE.contains(i, j, k);
          assertEquals(inside ? volume.at(i, j, k) : -99, padded.at(i - x0, j - y0, k - z0));
          assertEquals(inside ? labels.at(i, j, k) : 200, paddedLabels.at(i - x0, j - y0, k - z0));
        }
      }
    }
    assertArrayEquals(new double[] {x0, 2.0 * y0, 3.0 * z0}, padded.grid().affine().apply(0, 0, 0));
  }

  @Test
  void croppingUndoesPadding() {
    Volume volume = Volumes.random(Volumes.oblique(SHAPE, 0, 1, 1, 1), 4);
    Box outer = Box.whole(SHAPE).grow(2);
    Volume back = Crop.to(Crop.pad(volume, outer, 0), Box.at(2, 2, 2, SHAPE));
    assertEquals(volume, back);
  }

  @Test
  void aPaddingClassThatAByteCannotHoldIsRefused() {
    LabelMap labels = Volumes.randomLabels(VoxelGrid.ofSpacing(SHAPE, 1, 1, 1), 5);
    Box outer = Box.whole(SHAPE).grow(1);
    assertThrows(IllegalArgumentException.class, () -> Crop.pad(labels, outer, 256));
  }

  @Test
  void theForegroundBoxHoldsEveryForegroundVoxelTightly() {
    byte[] voxels = new byte[(int) SHAPE.voxels()];
    voxels[SHAPE.index(1, 5, 2)] = 1;
    voxels[SHAPE.index(3, 0, 2)] = (byte) 255;
    LabelMap labels = new LabelMap(VoxelGrid.ofSpacing(SHAPE, 1, 1, 1), voxels);
    assertEquals(Optional.of(Box.of(1, 0, 2, 4, 6, 3)), Crop.foreground(labels));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 4, 4.8, 4.95, 4.99})
  void theForegroundBoxIsThatOfACheckOfEveryVoxel(double threshold) {
    for (int seed = 0; seed < 20; seed++) {
      Volume volume = Volumes.random(VoxelGrid.ofSpacing(SHAPE, 1, 1, 1), seed);
      assertEquals(
          boxOfEveryVoxel(volume, threshold), Crop.aboveThreshold(volume, (float) threshold));
    }
  }

  private static Optional<Box> boxOfEveryVoxel(Volume volume, double threshold) {
    Box box = null;
    for (int i = 0; i < SHAPE.x(); i++) {
      for (int j = 0; j < SHAPE.y(); j++) {
        for (int k = 0; k < SHAPE.z(); k++) {
          if (volume.at(i, j, k) > (float) threshold) {
            Box voxel = Box.of(i, j, k, i + 1, j + 1, k + 1);
            box = box == null ? voxel : union(box, voxel);
          }
        }
      }
    }
    return Optional.ofNullable(box);
  }

  private static Box union(Box a, Box b) {
    return Box.of(
        Math.min(a.x0(), b.x0()),
        Math.min(a.y0(), b.y0()),
        Math.min(a.z0(), b.z0()),
        Math.max(a.x1(), b.x1()),
        Math.max(a.y1(), b.y1()),
        Math.max(a.z1(), b.z1()));
  }

  @Test
  void anEmptyForegroundHasNoBox() {
    VoxelGrid grid = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    LabelMap labels = new LabelMap(grid, new byte[(int) SHAPE.voxels()]);
    assertEquals(Optional.empty(), Crop.foreground(labels));
    assertEquals(Optional.empty(), Crop.aboveThreshold(Volumes.of(grid, (i, j, k) -> 1), 1));
  }

  @Test
  void aVoxelAtTheThresholdIsNotAboveIt() {
    Volume ramp = Volumes.of(VoxelGrid.ofSpacing(SHAPE, 1, 1, 1), (i, j, k) -> k);
    assertEquals(Optional.of(Box.of(0, 0, 5, 5, 6, 7)), Crop.aboveThreshold(ramp, 4));
  }

  @Test
  void aBoxTooLargeForOneArrayIsRefusedBeforeAllocation() {
    Volume volume = Volumes.random(VoxelGrid.ofSpacing(SHAPE, 1, 1, 1), 6);
    Box huge = Box.of(0, 0, 0, 2000, 2000, 2000);
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> Crop.pad(volume, huge, 0));
    assertEquals(Fault.TOO_LARGE, refused.fault());
  }
}
