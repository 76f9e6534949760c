package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VoxelGridTest {

  private static VoxelGrid cubes(double spacingMm) {
    return new VoxelGrid(
        new GridShape(4, 4, 4),
        Affine.ofRows(new double[] {spacingMm, 0, 0, 0, 0, spacingMm, 0, 0, 0, 0, spacingMm, 0}));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 3, 3", "1, 3.1, 4", "2, 8, 1", "2, 8.1, 2", "0.5, 1, 8"})
  void soManyVoxelsTakeUpTheVolume(double spacingMm, double mm3, long voxels) {
    assertEquals(voxels, cubes(spacingMm).leastVoxels(mm3));
  }

  @ParameterizedTest
  @CsvSource({"0.7, 10", "0.8, 27", "1.1, 1000000", "0.3, 3"})
  void theRoundingOfAHeaderCostsNoVoxel(double spacingMm, long voxels) {
    double mm3 = voxels * spacingMm * spacingMm * spacingMm;
    assertEquals(voxels, cubes((float) spacingMm).leastVoxels(mm3));
    assertEquals(voxels, cubes(spacingMm).leastVoxels(mm3));
  }
}
