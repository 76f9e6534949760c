package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchGridTest {

  @ParameterizedTest
  @CsvSource({
    "35x51x35,32x48x32,16x16x16",
    "32x32x32,32x32x32,8x8x8",
    "33x40x17,16x16x16,16x5x1",
    "7x8x9,3x3x3,2x3x1"
  })
  void everyVoxelIsCoveredAndNoPatchLeavesTheVolume(String volume, String patch, String stride) {
    GridShape shape = GridShape.parse(volume);
    GridShape size = GridShape.parse(patch);
    boolean[] covered = new boolean[(int) shape.voxels()];
    List<int[]> offsets = PatchGrid.offsets(shape, size, GridShape.parse(stride));
    for (int[] offset : offsets) {
      Box box = Box.at(offset[0], offset[1], offset[2], size);
      assertTrue(box.isInside(shape), box + " in " + shape);
      for (int i = box.x0(); i < box.x1(); i++) {
        for (int j = box.y0(); j < box.y1(); j++) {
          for (int k = box.z0(); k < box.z1(); k++) {
            covered[shape.index(i, j, k)] = true;
          }
        }
      }
    }
    for (boolean voxel : covered) {
      assertTrue(voxel);
    }
  }

  @Test
  void strideBeyondThePatchStillEndsFlush() {
    List<int[]> offsets =
        PatchGrid.offsets(
            new GridShape(2, 2, 10),
            new GridShape(2, 2, 4),
            new GridShape(1, 1, Integer.MAX_VALUE));
    assertArrayEquals(new int[][] {{0, 0, 0}, {0, 0, 6}}, offsets.toArray(new int[0][]));
  }

  @Test
  void offsetsRunInCOrderAndEndFlush() {
    List<int[]> offsets =
        PatchGrid.offsets(new GridShape(4, 5, 9), new GridShape(4, 4, 4), new GridShape(2, 4, 3));
    int[][] expected = {{0, 0, 0}, {0, 0, 3}, {0, 0, 5}, {0, 1, 0}, {0, 1, 3}, {0, 1, 5}};
    assertArrayEquals(expected, offsets.toArray(new int[0][]));
  }

  @Test
  void aVolumeSmallerThanThePatchIsRefusedWithBothShapes() {
    GridShape volume = new GridShape(31, 40, 26);
    GridShape patch = new GridShape(32, 32, 16);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> PatchGrid.offsets(volume, patch, patch));
    assertTrue(refused.getMessage().contains("31x40x26"), refused.getMessage());
    assertTrue(refused.getMessage().contains("32x32x16"), refused.getMessage());
  }
}
