package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.VoxelGrid;
import org.junit.jupiter.api.Test;

final class PredictionTest {

  private static final VoxelGrid GRID = VoxelGrid.ofSpacing(new GridShape(1, 1, 3), 1, 1, 2);
  // Three voxels: sure of class 2, torn between 0 and 1, torn between all.
  private static final float THIRD = 1 / 3f;
  private static final Prediction PREDICTION =
      new Prediction(GRID, 3, new float[] {0, 0.5f, THIRD, 0, 0.5f, THIRD, 1, 0, THIRD});

  @Test
  void theMostProbableClassWinsAndTheLowerOneOnTies() {
    assertArrayEquals(new byte[] {2, 0, 0}, PREDICTION.argmax().voxels());
    assertEquals(GRID, PREDICTION.argmax().grid());
  }

  @Test
  void entropyIsInNats() {
    float[] expected = {0, (float) Math.log(2), (float) Math.log(3)};
    assertArrayEquals(expected, PREDICTION.entropy().voxels(), 1e-6f);
  }

  @Test
  void oneClassCanBeLookedAt() {
    assertArrayEquals(new float[] {1, 0, THIRD}, PREDICTION.probability(2).voxels());
    assertThrows(IllegalArgumentException.class, () -> PREDICTION.probability(3));
  }

  @Test
  void equalityIsThatOfGridAndProbabilities() {
    float[] copy = PREDICTION.probabilities().clone();
    assertEquals(PREDICTION, new Prediction(GRID, 3, copy));
    copy[0] = 0.1f;
    assertNotEquals(PREDICTION, new Prediction(GRID, 3, copy));
  }

  @Test
  void aWrongNumberOfProbabilitiesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Prediction(GRID, 2, new float[9]));
  }

  @Test
  void probabilitiesMoveLinearlyToAFinerGrid() {
    VoxelGrid coarse = VoxelGrid.ofSpacing(new GridShape(1, 1, 2), 1, 1, 2);
    Prediction prediction = new Prediction(coarse, 2, new float[] {1, 0.5f, 0, 0.5f});
    VoxelGrid fine =
        new VoxelGrid(new GridShape(1, 1, 4), Affine.scaling(1, 1, 1).shifted(0, 0, -0.5));
    Prediction moved = prediction.onto(fine);
    assertEquals(fine, moved.grid());
    float[] expected = {1, 0.875f, 0.625f, 0.5f, 0, 0.125f, 0.375f, 0.5f};
    assertArrayEquals(expected, moved.probabilities(), 1e-6f);
  }

  @Test
  void theEdgeGoesOnForOneVoxelAndBeyondIsBackgroundForCertain() {
    Prediction prediction =
        new Prediction(
            VoxelGrid.ofSpacing(new GridShape(1, 1, 1), 1, 1, 1), 3, new float[] {0, 0.25f, 0.75f});
    VoxelGrid wide =
        new VoxelGrid(new GridShape(5, 1, 1), Affine.scaling(1, 1, 1).shifted(-2, 0, 0));
    float[] expected = {1, 0, 0, 0, 1, 0, 0.25f, 0.25f, 0.25f, 0, 0, 0.75f, 0.75f, 0.75f, 0};
    assertArrayEquals(expected, prediction.onto(wide).probabilities());
  }

  @Test
  void onItsOwnGridNothingMoves() {
    assertSame(PREDICTION, PREDICTION.onto(GRID));
  }
}
