package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
    return step.apply(new Preprocessed(Scan.of(image), Optional.ofNullable(label)), MANY);
  }

  private static float[] image(RecipeStep step, float... voxels) {
    return apply(step, line(voxels), null).image().channel(0).voxels();
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
    assertArrayEquals(new float[] {0, 0.25f, 1}, image(ScaleStep.fromOwnRange(), 2, 4, 10));
    assertArrayEquals(new float[] {0, 0.5f, 1, 1}, image(ScaleStep.fromRange(0, 4), -3, 2, 4, 9));
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
    assertFault(Fault.CONSTANT, ScaleStep.fromOwnRange(), line(4, 4), null);
  }

  @Test
  void aGivenMeanNeedsItsDeviation() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ZScoreStep(
                ScoredVoxels.WHOLE, Optional.of(1.0), Optional.empty(), Optional.empty()));
  }

  @Test
  void theForegroundIsWhatLiesAboveTheThreshold() {
    RecipeStep step = new CropToForegroundStep(-200, List.of(0, 0, 1));
    Preprocessed result =
        apply(step, line(-1000, -1000, 40, -300, 60, -1000, -1000), classes(1, 0, 0, 2, 0, 0, 1));
    assertArrayEquals(new float[] {-1000, 40, -300, 60, -1000}, result.image().channel(0).voxels());
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
    assertArrayEquals(new float[] {-7, 1, 2, 3, -7, -7}, longer.image().channel(0).voxels());
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

  private static final float[] ODD = {5, 1, 3, 9};

  private static Scan two(float... first) {
    return Scan.of(line(first), line(ODD));
  }

  private static Preprocessed applyToTwo(RecipeStep step, float... first) {
    return step.apply(new Preprocessed(two(first), Optional.empty()), MANY);
  }

  static List<RecipeStep> intensitySteps() {
    return List.of(
        ClipStep.toRange(2, 4),
        ClipStep.toPercentiles(10, 90),
        ScaleStep.fromOwnRange(),
        ScaleStep.fromRange(2, 4),
        ZScoreStep.over(ScoredVoxels.WHOLE),
        ZScoreStep.over(ScoredVoxels.NONZERO),
        ZScoreStep.with(1, 2));
  }

  private static RecipeStep ofChannel(RecipeStep step, int channel) {
    return step instanceof ClipStep clip
        ? clip.ofChannel(channel)
        : step instanceof ScaleStep scale
            ? scale.ofChannel(channel)
            : ((ZScoreStep) step).ofChannel(channel);
  }

  @ParameterizedTest
  @MethodSource("intensitySteps")
  void intensitiesOfEachChannelChangeAsIfItWereAlone(RecipeStep step) {
    float[] first = {0, 2, 8, 4};
    Scan expected = Scan.of(line(image(step, first)), line(image(step, ODD)));
    assertEquals(expected, applyToTwo(step, first).image());
  }

  @ParameterizedTest
  @MethodSource("intensitySteps")
  void aStepOfOneChannelLeavesTheOthers(RecipeStep step) {
    float[] first = {0, 2, 8, 4};
    assertEquals(
        Scan.of(line(first), line(image(step, ODD))),
        applyToTwo(ofChannel(step, 1), first).image());
    assertEquals(
        Scan.of(line(image(step, first)), line(ODD)),
        applyToTwo(ofChannel(step, 0), first).image());
  }

  @ParameterizedTest
  @MethodSource("intensitySteps")
  void aStepOfAChannelThatTheCaseLacksIsAFault(RecipeStep step) {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> applyToTwo(ofChannel(step, 2), 0, 2, 8, 4));
    assertEquals(Fault.CHANNELS_DIFFER, refused.fault());
    assertTrue(refused.getMessage().contains("channel 2"), refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ofChannel(step, -1));
    assertThrows(IllegalArgumentException.class, () -> ofChannel(step, 64));
  }

  @Test
  void aChannelWithoutContrastIsNamedWhereThereAreSeveral() {
    RecipeStep step = ZScoreStep.over(ScoredVoxels.WHOLE);
    String several =
        assertThrows(InvalidCaseException.class, () -> applyToTwo(step, 4, 4, 4, 4)).getMessage();
    assertTrue(several.startsWith("channel 0: intensities must differ"), several);
    String alone =
        assertThrows(InvalidCaseException.class, () -> apply(step, line(4, 4), null)).getMessage();
    assertTrue(alone.startsWith("intensities must differ"), alone);
  }

  @Test
  void theForegroundIsWhatLiesAboveTheThresholdInAnyChannel() {
    Scan scan = Scan.of(line(0, 0, 5, 0, 0, 0, 0), line(0, 0, 0, 0, 7, 0, 0));
    Preprocessed result =
        new CropToForegroundStep(0, List.of(0, 0, 1))
            .apply(new Preprocessed(scan, Optional.of(classes(1, 2, 3, 4, 5, 6, 7))), MANY);
    assertArrayEquals(new float[] {0, 5, 0, 0, 0}, result.image().channel(0).voxels());
    assertArrayEquals(new float[] {0, 0, 0, 7, 0}, result.image().channel(1).voxels());
    assertArrayEquals(new byte[] {2, 3, 4, 5, 6}, result.label().orElseThrow().voxels());
    // A channel that is empty is no reason to refuse the case.
    Scan half = Scan.of(line(0, 0, 0), line(0, 7, 0));
    assertEquals(
        new GridShape(1, 1, 1),
        new CropToForegroundStep(0, List.of(0, 0, 0))
            .apply(new Preprocessed(half, Optional.empty()), MANY)
            .image()
            .shape());
  }

  static List<RecipeStep> geometrySteps() {
    return List.of(
        new ReorientStep(),
        new CropToLabelStep(List.of(0, 0, 1)),
        new FixedSizeStep(new GridShape(2, 1, 6), -7),
        new ResampleStep(List.of(1.0, 1.0, 0.5), Interpolation.CUBIC, LabelInterpolation.NEAREST),
        new ResampleStep(
            List.of(1.0, 1.0, 0.4), Interpolation.LINEAR, LabelInterpolation.ANTI_ALIASED));
  }

  @ParameterizedTest
  @MethodSource("geometrySteps")
  void geometryChangesForAllChannelsAlike(RecipeStep step) {
    VoxelGrid flipped =
        new VoxelGrid(new GridShape(1, 1, 4), Affine.ofRows(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 3));
    Volume first = new Volume(flipped, new float[] {1, 2, 8, 4});
    Volume second = new Volume(flipped, ODD);
    LabelMap label = new LabelMap(flipped, new byte[] {0, 1, 1, 0});
    Preprocessed both =
        step.apply(new Preprocessed(Scan.of(first, second), Optional.of(label)), MANY);
    Preprocessed one = apply(step, first, label);
    assertEquals(
        Scan.of(one.image().channel(0), apply(step, second, label).image().channel(0)),
        both.image());
    assertEquals(one.label(), both.label());
  }

  @ParameterizedTest
  @MethodSource("growing")
  void theVoxelsOfAllChannelsCountAgainstTheLimit(RecipeStep step) {
    Preprocessed before = new Preprocessed(two(1, 2, 3, 4), Optional.empty());
    assertEquals(8, step.apply(before, 16).image().shape().voxels());
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> step.apply(before, 15));
    assertEquals(Fault.TOO_LARGE, refused.fault());
  }

  static List<RecipeStep> growing() {
    return List.of(
        new FixedSizeStep(new GridShape(1, 1, 8), 0),
        new ResampleStep(List.of(1.0, 1.0, 0.5), Interpolation.LINEAR, LabelInterpolation.NEAREST));
  }

  private static void assertFault(Fault fault, RecipeStep step, Volume image, LabelMap label) {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> apply(step, image, label));
    assertEquals(fault, refused.fault(), refused.getMessage());
  }
}
