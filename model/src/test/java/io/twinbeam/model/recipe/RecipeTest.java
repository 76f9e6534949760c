package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.Sha256;
import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecipeTest {

  private static final long MANY = 1_000_000;

  private static final ResampleStep TO_ONE_MM =
      new ResampleStep(List.of(1.0, 1.0, 1.0), Interpolation.LINEAR, LabelInterpolation.NEAREST);

  /** Intensity x + 10 y + 100 z in world mm, plus 1; class 1 where x is above 2 mm. */
  private static Volume ramp(VoxelGrid grid) {
    GridShape shape = grid.shape();
    float[] voxels = new float[(int) shape.voxels()];
    for (int v = 0; v < voxels.length; v++) {
      double[] mm = world(grid, v);
      voxels[v] = (float) (1 + mm[0] + 10 * mm[1] + 100 * mm[2]);
    }
    return new Volume(grid, voxels);
  }

  private static LabelMap half(VoxelGrid grid) {
    byte[] voxels = new byte[(int) grid.shape().voxels()];
    for (int v = 0; v < voxels.length; v++) {
      voxels[v] = (byte) (world(grid, v)[0] > 2 ? 1 : 0);
    }
    return new LabelMap(grid, voxels);
  }

  private static double[] world(VoxelGrid grid, int voxel) {
    int z = grid.shape().z();
    int y = grid.shape().y();
    int i = voxel / (y * z);
    int j = voxel / z % y;
    return grid.affine().apply(i, j, voxel % z);
  }

  @Test
  void reorientingChangesIndicesAndNotTheWorld() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(4, 3, 2), 1, 1, 2);
    Preprocessed same =
        Recipe.of(new ReorientStep()).apply(Scan.of(ramp(grid)), Optional.of(half(grid)), MANY);
    assertEquals(Scan.of(ramp(grid)), same.image());
    assertEquals(Optional.of(half(grid)), same.label());

    // Left-posterior order, first axis along the patient's: the same world, other indices.
    VoxelGrid turned =
        new VoxelGrid(new GridShape(3, 4, 2), Affine.ofRows(0, -1, 0, 3, -1, 0, 0, 2, 0, 0, 2, 0));
    Preprocessed reoriented =
        Recipe.of(new ReorientStep()).apply(Scan.of(ramp(turned)), Optional.of(half(turned)), MANY);
    assertEquals(Scan.of(ramp(grid)), reoriented.image());
    assertEquals(Optional.of(half(grid)), reoriented.label());
  }

  @Test
  void resamplingKeepsALinearRampAndItsPlaceInTheWorld() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(6, 8, 5), 2, 1, 3);
    Preprocessed result =
        Recipe.of(
                new ResampleStep(
                    List.of(1.0, 1.0, 1.5), Interpolation.LINEAR, LabelInterpolation.NEAREST))
            .apply(Scan.of(ramp(grid)), Optional.of(half(grid)), MANY);
    assertEquals(new GridShape(12, 8, 10), result.image().shape());
    assertArrayEquals(new double[] {1, 1, 1.5}, result.image().grid().spacingMm(), 1e-12);
    assertEquals(result.image().grid(), result.label().orElseThrow().grid());
    Volume expected = ramp(result.image().grid());
    for (int i = 1; i < 11; i++) {
      for (int k = 1; k < 9; k++) {
        assertEquals(expected.at(i, 4, k), result.image().channel(0).at(i, 4, k), 1e-3);
      }
    }
    LabelMap label = result.label().orElseThrow();
    // Source voxels at 0, 2, 4 mm: the class changes at 3 mm, halfway.
    assertEquals(0, label.at(3, 0, 0));
    assertEquals(1, label.at(4, 0, 0));
  }

  @Test
  void croppingKeepsTheMarginAndMovesImageAndLabelTogether() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(10, 10, 10), 1, 1, 1);
    float[] voxels = new float[1000];
    byte[] classes = new byte[1000];
    voxels[grid.shape().index(4, 1, 6)] = 3;
    voxels[grid.shape().index(5, 2, 6)] = 2;
    classes[grid.shape().index(5, 2, 6)] = 1;
    Preprocessed result =
        Recipe.of(new CropToForegroundStep(0, List.of(2, 2, 2)))
            .apply(
                Scan.of(new Volume(grid, voxels)), Optional.of(new LabelMap(grid, classes)), MANY);
    assertEquals(new GridShape(6, 5, 5), result.image().shape());
    assertEquals(3, result.image().channel(0).at(2, 1, 2));
    assertEquals(1, result.label().orElseThrow().at(3, 2, 2));
    assertArrayEquals(new double[] {2, 0, 4}, result.image().grid().affine().apply(0, 0, 0));
  }

  @Test
  void stepsAreAppliedInTheirOrder() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(1, 1, 101), 1, 1, 0.01);
    Recipe scoredLast = Recipe.of(ClipStep.toPercentiles(10, 90), ZScoreStep.with(1, 2));
    Recipe scoredFirst = Recipe.of(ZScoreStep.with(1, 2), ClipStep.toRange(0, 0.5));
    assertEquals(
        45f,
        scoredLast
            .apply(Scan.of(ramp(grid)), Optional.empty(), MANY)
            .image()
            .channel(0)
            .at(0, 0, 100));
    assertEquals(
        0.5f,
        scoredFirst
            .apply(Scan.of(ramp(grid)), Optional.empty(), MANY)
            .image()
            .channel(0)
            .at(0, 0, 100));
  }

  @Test
  void anEmptyRecipeKeepsTheCaseAsItIs() {
    VoxelGrid turned =
        new VoxelGrid(new GridShape(3, 4, 2), Affine.ofRows(0, -1, 0, 3, -1, 0, 0, 2, 0, 0, 2, 0));
    assertEquals(
        new Preprocessed(Scan.of(ramp(turned)), Optional.of(half(turned))),
        Recipe.of().apply(Scan.of(ramp(turned)), Optional.of(half(turned)), MANY));
  }

  @Test
  void onlyACropToTheLabelBoxUsesLabels() {
    assertFalse(
        Recipe.of(new ReorientStep(), TO_ONE_MM, new CropToForegroundStep(0, List.of(1, 1, 1)))
            .usesLabels());
    assertTrue(Recipe.of(new ReorientStep(), new CropToLabelStep(List.of(1, 1, 1))).usesLabels());
  }

  @Test
  void anIntensityThatIsNoNumberIsRefusedAtTheEnd() {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(1, 1, 3), 1, 1, 1);
    Volume broken = new Volume(grid, new float[] {1, Float.NaN, 2});
    assertFault(Fault.NOT_FINITE, Recipe.of(), broken, MANY);
  }

  @Test
  void aGridThatResamplingWouldBlowUpIsRefusedBeforeMemoryIsTaken() {
    // As where a header states microns as millimetres.
    Volume huge = ramp(VoxelGrid.ofSpacing(new GridShape(4, 4, 4), 1000, 1000, 1000));
    Recipe recipe = Recipe.of(TO_ONE_MM);
    assertFault(Fault.TOO_LARGE, recipe, huge, MANY);
    Volume large = ramp(VoxelGrid.ofSpacing(new GridShape(4, 4, 4), 2, 2, 2));
    assertFault(Fault.TOO_LARGE, recipe, large, 511);
    assertEquals(
        512,
        recipe.apply(Scan.of(large), Optional.empty(), 512).image().channel(0).voxels().length);
  }

  private static void assertFault(Fault fault, Recipe recipe, Volume image, long maxVoxels) {
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class,
            () -> recipe.apply(Scan.of(image), Optional.empty(), maxVoxels));
    assertEquals(fault, refused.fault(), refused.getMessage());
  }

  @Test
  void aCaseOfOneChannelKeepsItsBits() {
    PhantomCase phantom =
        Phantom.generate(
            new PhantomSpec(new GridShape(20, 22, 24), 1, 0.8, 1.25, 0.1, 0.1, 1), 5, 0);
    Recipe recipe =
        Recipe.of(
            new ReorientStep(),
            ClipStep.toPercentiles(0.5, 99.5),
            ScaleStep.fromOwnRange(),
            new CropToForegroundStep(0.2, List.of(1, 2, 3)),
            new ResampleStep(
                List.of(0.7, 1.0, 1.0), Interpolation.CUBIC, LabelInterpolation.ANTI_ALIASED),
            new CropToLabelStep(List.of(6, 6, 6)),
            ClipStep.toRange(0.05, 0.9),
            ZScoreStep.over(ScoredVoxels.NONZERO),
            ZScoreStep.with(0.25, 1.5),
            ZScoreStep.over(ScoredVoxels.WHOLE),
            new FixedSizeStep(new GridShape(24, 16, 32), -1));
    Scan image =
        recipe.apply(Scan.of(phantom.image()), Optional.of(phantom.labels()), MANY).image();
    assertEquals(
        "f38f0af5a273de56c0c71555277322d63dfa2b49d878274e92c9851fe4ef31e4",
        Sha256.of(image.channel(0).voxels()));
  }
}
