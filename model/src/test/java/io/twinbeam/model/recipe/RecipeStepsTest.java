package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each step does to a case. */
final class RecipeStepsTest {

  private static final long MANY = 1_000_000;

  private static Volume line(float... voxels) {
    return new Volume(VoxelGrid.ofSpacing(new GridShape(1, 1, voxels.length), 1, 1, 1), voxels);
  }

  private static LabelMap classes(int... ids) {
    byte[] voxels = new byte[ids.length];
    for (int v = 0; v < ids.length; v++) {
      voxels[v] = (byte) ids[v];
    }
    return new LabelMap(VoxelGrid.ofSpacing(new GridShape(1, 1, ids.length), 1, 1, 1), voxels);
  }

  private static Preprocessed apply(RecipeStep step, Volume image, LabelMap label) {
    return step.apply(new Preprocessed(image, Optional.ofNullable(label)), MANY);
  }

  private static float[] image(RecipeStep step, float... voxels) {
    return apply(step, line(voxels), null).image().voxels();
  }

  @Test
  void aClipToARangeMovesWhatLiesBeyondToItsBounds() {
    assertArrayEquals(
        new float[] {-125, -125, 40, 275},
        image(ClipStep.toRange(-125, 275), -1024, -125, 40, 3000));
  }

  @Test
  void aClipToPercentilesKeepsTheScaleOfIntensities() {
    float[] rising = new float[101];
    for (int v = 0; v < rising.length; v++) {
      rising[v] = 2 * v;
    }
    float[] clipped = image(ClipStep.toPercentiles(10, 90), rising);
    assertEquals(20, clipped[0]);
    assertEquals(100, clipped[50]);
    assertEquals(180, clipped[100]);
  }

  @Test
  void scalingMapsTheCasesOwnRangeOrAGivenOneToZeroToOne() {
    assertArrayEquals(new float[] {0, 0.25f, 1}, image(new ScaleStep(Optional.empty()), 2, 4, 10));
    assertArrayEquals(
        new float[] {0, 0.5f, 1, 1},
        image(new ScaleStep(Optional.of(List.of(0.0, 4.0))), -3, 2, 4, 9));
  }

  @Test
  void aZScoreIsOverAllVoxelsOrThoseThatAreNotZeroOrByGivenNumbers() {
    assertArrayEquals(
        new float[] {-1, 1, -1, 1}, image(ZScoreStep.over(ScoredVoxels.WHOLE), 0, 4, 0, 4));
    assertArrayEquals(
        new float[] {0, -1, 0, 1}, image(ZScoreStep.over(ScoredVoxels.NONZERO), 0, 4, 0, 8));
    assertArrayEquals(new float[] {-0.5f, 1.5f}, image(ZScoreStep.with(1, 2), 0, 4));
  }

  @ParameterizedTest
  @EnumSource
  void aConstantImageHasNoZScore(ScoredVoxels over) {
    assertFault(Fault.CONSTANT, ZScoreStep.over(over), line(4, 4, 4), null);
  }

  @Test
  void aConstantImageHasNoRangeToScale() {
    assertFault(Fault.CONSTANT, new ScaleStep(Optional.empty()), line(4, 4), null);
  }

  @Test
  void aGivenMeanNeedsItsDeviation() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ZScoreStep(ScoredVoxels.WHOLE, Optional.of(1.0), Optional.empty()));
  }

  @Test
  void theForegroundIsWhatLiesAboveTheThreshold() {
    RecipeStep step = new CropToForegroundStep(-200, List.of(0, 0, 1));
    Preprocessed result =
        apply(step, line(-1000, -1000, 40, -300, 60, -1000, -1000), classes(1, 0, 0, 2, 0, 0, 1));
    assertArrayEquals(new float[] {-1000, 40, -300, 60, -1000}, result.image().voxels());
    assertArrayEquals(new byte[] {0, 0, 2, 0, 0}, result.label().orElseThrow().voxels());
    assertArrayEquals(new double[] {0, 0, 1}, result.image().grid().affine().apply(0, 0, 0));
  }

  @Test
  void anImageWithoutAVoxelAboveTheThresholdCannotBeCropped() {
    RecipeStep step = new CropToForegroundStep(0, List.of(0, 0, 0));
    assertFault(Fault.CONSTANT, step, line(-1, 0, -2), null);
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 2", "1, 4, 1", "2, 5, 0", "9, 5, 0"})
  void theLabelBoxKeepsItsMarginAsFarAsThereAreVoxels(int margin, int size, double origin) {
    RecipeStep step = new CropToLabelStep(List.of(7, 0, margin));
    Preprocessed result = apply(step, line(1, 2, 3, 4, 5), classes(0, 0, 2, 1, 0));
    assertEquals(size, result.image().shape().z());
    assertEquals(result.image().grid(), result.label().orElseThrow().grid());
    assertEquals(origin, result.image().grid().affine().apply(0, 0, 0)[2]);
  }

  @Test
  void aCaseWithoutAForegroundHasNoLabelBox() {
    RecipeStep step = new CropToLabelStep(List.of(1, 1, 1));
    assertFault(Fault.LABEL_MISSING, step, line(1, 2), null);
    assertFault(Fault.LABEL_MISSING, step, line(1, 2), classes(0, 0));
  }

  @Test
  void aFixedSizeCutsAndPadsAboutTheCentre() {
    Preprocessed longer =
        apply(new FixedSizeStep(new GridShape(1, 1, 6), -7), line(1, 2, 3), classes(1, 1, 2));
    assertArrayEquals(new float[] {-7, 1, 2, 3, -7, -7}, longer.image().voxels());
    assertArrayEquals(new byte[] {0, 1, 1, 2, 0, 0}, longer.label().orElseThrow().voxels());
    assertArrayEquals(new double[] {0, 0, -1}, longer.image().grid().affine().apply(0, 0, 0));
    assertArrayEquals(
        new float[] {2, 3}, image(new FixedSizeStep(new GridShape(1, 1, 2), 0), 1, 2, 3, 4, 5));
  }

  @Test
  void aFixedSizeAboveTheLimitIsRefused() {
    RecipeStep step = new FixedSizeStep(new GridShape(2000, 2000, 2000), 0);
    assertFault(Fault.TOO_LARGE, step, line(1, 2), null);
  }

  @Test
  void antiAliasedLabelsTakeTheClassWithTheLargestShare() {
    LabelMap label = classes(0, 0, 3, 3, 0, 0);
    RecipeStep step =
        new ResampleStep(
            List.of(1.0, 1.0, 0.25), Interpolation.LINEAR, LabelInterpolation.ANTI_ALIASED);
    byte[] fine = apply(step, line(0, 0, 1, 1, 0, 0), label).label().orElseThrow().voxels();
    // Voxels of class 3 span 2 to 4 mm; shares are equal nowhere but at those bounds.
    for (int v = 0; v < fine.length; v++) {
      double mm = (v + 0.5) / 4;
      assertEquals(mm > 2 && mm < 4 ? 3 : 0, fine[v], "at " + mm + " mm");
    }
  }

  private static void assertFault(Fault fault, RecipeStep step, Volume image, LabelMap label) {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> apply(step, image, label));
    assertEquals(fault, refused.fault(), refused.getMessage());
  }
}
