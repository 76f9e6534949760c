package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.recipe.Fingerprint.Intensities;
import io.twinbeam.model.recipe.Fingerprint.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AutoRecipeTest {

  private static final Intensities TISSUE = new Intensities(1000, 80.5, 70.25, -120, 90, 310.5);

  private static Spread only(double value) {
    return new Spread(value, value, value, value);
  }

  private static Fingerprint fingerprint(
      List<Spread> spacing, List<Spread> shape, double cropped, List<Intensities> foreground) {
    return new Fingerprint(10, 0, spacing, shape, cropped, foreground);
  }

  private static Fingerprint isotropic(double cropped, Intensities... foreground) {
    List<Spread> spacing = List.of(only(0.9999999998), only(1), only(1));
    return fingerprint(
        spacing, List.of(only(40), only(50), only(30)), cropped, List.of(foreground));
  }

  private static List<Double> target(Fingerprint fingerprint) {
    List<RecipeStep> steps = AutoRecipe.of(fingerprint, List.of(Modality.MR)).steps();
    return ((ResampleStep) steps.get(steps.size() - 1)).spacingMm();
  }

  @Test
  void ctIsClippedAndScoredByTheForegroundOfTheWholeDataSet() {
    assertEquals(
        Recipe.of(
            new ReorientStep(),
            ClipStep.toRange(-120, 310.5),
            ZScoreStep.with(80.5, 70.25),
            new ResampleStep(
                List.of(1.0, 1.0, 1.0), Interpolation.CUBIC, LabelInterpolation.ANTI_ALIASED)),
        AutoRecipe.of(isotropic(0.3, TISSUE), List.of(Modality.CT)));
  }

  @Test
  void ctWithoutLabelledVoxelsIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> AutoRecipe.of(isotropic(1), List.of(Modality.CT)));
    Intensities flat = new Intensities(10, 5, 0, 5, 5, 5);
    assertThrows(
        IllegalArgumentException.class,
        () -> AutoRecipe.of(isotropic(1, flat), List.of(Modality.CT)));
  }

  @Test
  void mrIsScoredImageByImage() {
    List<RecipeStep> steps = AutoRecipe.of(isotropic(0.75), List.of(Modality.MR)).steps();
    assertEquals(3, steps.size());
    assertEquals(ZScoreStep.over(ScoredVoxels.WHOLE), steps.get(1));
  }

  @Test
  void mrWithMuchEmptySpaceIsCroppedAndScoredOverItsNonZeroVoxels() {
    List<RecipeStep> steps = AutoRecipe.of(isotropic(0.74), List.of(Modality.MR)).steps();
    assertEquals(4, steps.size());
    assertEquals(new CropToForegroundStep(0, List.of(0, 0, 0)), steps.get(1));
    assertEquals(ZScoreStep.over(ScoredVoxels.NONZERO), steps.get(2));
  }

  private static final Intensities OTHER = new Intensities(1000, 7.5, 2.25, 1, 7, 15.5);

  @Test
  void everyChannelIsNormalisedByItsOwnModality() {
    List<RecipeStep> steps =
        AutoRecipe.of(
                isotropic(0.75, OTHER, TISSUE, OTHER),
                List.of(Modality.MR, Modality.CT, Modality.CT))
            .steps();
    assertEquals(
        List.of(
            new ReorientStep(),
            ZScoreStep.over(ScoredVoxels.WHOLE).ofChannel(0),
            ClipStep.toRange(-120, 310.5).ofChannel(1),
            ZScoreStep.with(80.5, 70.25).ofChannel(1),
            ClipStep.toRange(1, 15.5).ofChannel(2),
            ZScoreStep.with(7.5, 2.25).ofChannel(2)),
        steps.subList(0, 6));
    assertEquals(7, steps.size());
  }

  @Test
  void emptySpaceIsCroppedOnceWhereAnyChannelIsNotCt() {
    List<RecipeStep> mixed =
        AutoRecipe.of(isotropic(0.5, TISSUE, OTHER), List.of(Modality.CT, Modality.MR)).steps();
    assertEquals(new CropToForegroundStep(0, List.of(0, 0, 0)), mixed.get(1));
    assertEquals(ClipStep.toRange(-120, 310.5).ofChannel(0), mixed.get(2));
    assertEquals(ZScoreStep.over(ScoredVoxels.NONZERO).ofChannel(1), mixed.get(4));
    List<RecipeStep> twice =
        AutoRecipe.of(isotropic(0.5, TISSUE, OTHER), List.of(Modality.CT, Modality.CT)).steps();
    assertEquals(ClipStep.toRange(-120, 310.5).ofChannel(0), twice.get(1));
  }

  @Test
  void aDataSetWithOtherChannelsThanModalitiesIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> AutoRecipe.of(isotropic(1, TISSUE), List.of(Modality.CT, Modality.MR)));
    assertThrows(IllegalArgumentException.class, () -> AutoRecipe.of(isotropic(1), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    // median along the coarse axis, its 10th percentile, its voxels -> target
    "5, 3, 20, 3", // coarse: the finer cases decide
    "5, 0.5, 20, 1", // but never finer than in plane
    "3, 2, 20, 3", // three times is not yet coarse
    "5, 3, 60, 5" // nor is an axis with many voxels
  })
  void aCoarseAxisTakesItsTenthPercentile(
      double median, double percentile10, double voxels, double expected) {
    Fingerprint slices =
        fingerprint(
            List.of(only(0.75), new Spread(0.1, percentile10, median, 9), only(1)),
            List.of(only(160), only(voxels), only(150)),
            1,
            List.of());
    assertEquals(List.of(0.75, expected, 1.0), target(slices));
  }

  @ParameterizedTest
  @CsvSource({"CT, CT", "' ct ', CT", "MRI, MR", "T1, MR", "noNorm, MR"})
  void aChannelCalledCtIsCtAndAllOthersAreNot(String channel, Modality expected) {
    assertEquals(expected, Modality.ofChannel(channel));
  }
}
