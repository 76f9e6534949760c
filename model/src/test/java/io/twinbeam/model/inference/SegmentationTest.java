package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.VoxelGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentationTest {

  private static final VoxelGrid GRID = VoxelGrid.ofSpacing(new GridShape(6, 7, 8), 1, 1.5, 2);

  /** Oblique, mirrored, and larger than {@link #GRID} on all sides. */
  private static final VoxelGrid OBLIQUE =
      new VoxelGrid(
          new GridShape(14, 12, 20),
          Affine.ofRows(-0.8, 0.3, 0, 9, 0.3, 0.8, 0, -2, 0, 0.1, 1.1, -3));

  private static Prediction random(VoxelGrid grid, int classes) {
    CounterRandom random = CounterRandom.of(classes, "probabilities");
    int voxels = (int) grid.shape().voxels();
    float[] probabilities = new float[voxels * classes];
    for (int v = 0; v < voxels; v++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        probabilities[c * voxels + v] = (float) Math.pow(random.nextDouble(), 3);
        sum += probabilities[c * voxels + v];
      }
      for (int c = 0; c < classes; c++) {
        probabilities[c * voxels + v] /= (float) sum;
      }
    }
    return new Prediction(grid, classes, probabilities);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void isWhatResampledProbabilitiesComeToBitForBit(int classes) {
    Prediction prediction = random(GRID, classes);
    for (VoxelGrid target : new VoxelGrid[] {GRID, OBLIQUE}) {
      Prediction onto = prediction.onto(target);
      Segmentation segmentation = Segmentation.of(prediction, target);
      assertEquals(onto.argmax(), segmentation.labels());
      assertEquals(onto.entropy(), segmentation.entropy());
    }
  }

  /** Certain of class 1 on one side of a plane in the world, of class 0 on the other. */
  @Test
  void labelsLieInTheWorldWhereThePredictionSaysOnAnObliqueGridToo() {
    int voxels = (int) GRID.shape().voxels();
    float[] probabilities = new float[2 * voxels];
    for (int v = 0; v < voxels; v++) {
      double distance = distance(GRID, v);
      probabilities[voxels + v] = (float) Math.min(1, Math.max(0, 0.5 + distance / 40));
      probabilities[v] = 1 - probabilities[voxels + v];
    }
    Segmentation segmentation = Segmentation.of(new Prediction(GRID, 2, probabilities), OBLIQUE);
    int inside = 0;
    for (int v = 0; v < OBLIQUE.shape().voxels(); v++) {
      double[] world = world(OBLIQUE, v);
      boolean within =
          world[0] >= 0
              && world[0] <= 5
              && world[1] >= 0
              && world[1] <= 9
              && world[2] >= 0
              && world[2] <= 14;
      double distance = distance(OBLIQUE, v);
      // A linear ramp is interpolated without error.
      if (within && Math.abs(distance) > 1e-3) {
        assertEquals(distance > 0 ? 1 : 0, segmentation.labels().voxels()[v], "voxel " + v);
        inside++;
      }
    }
    assertTrue(inside > 300, inside + " voxels");
  }

  private static double[] world(VoxelGrid grid, int voxel) {
    GridShape shape = grid.shape();
    int i = voxel / (shape.y() * shape.z());
    int j = voxel / shape.z() % shape.y();
    int k = voxel % shape.z();
    return grid.affine().apply(i, j, k);
  }

  private static double distance(VoxelGrid grid, int voxel) {
    double[] world = world(grid, voxel);
    return world[0] - 2.4 + 0.7 * (world[1] - 4.3) - 0.2 * (world[2] - 7.1);
  }
}
