package io.twinbeam.pipelines.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.recipe.ClipStep;
import io.twinbeam.model.recipe.CropToForegroundStep;
import io.twinbeam.model.recipe.CropToLabelStep;
import io.twinbeam.model.recipe.FixedSizeStep;
import io.twinbeam.model.recipe.Interpolation;
import io.twinbeam.model.recipe.LabelInterpolation;
import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.recipe.ReorientStep;
import io.twinbeam.model.recipe.ResampleStep;
import io.twinbeam.model.recipe.ScaleStep;
import io.twinbeam.model.recipe.ScoredVoxels;
import io.twinbeam.model.recipe.ZScoreStep;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeFileTest {

  private static final Recipe EVERY_STEP =
      Recipe.of(
          new ReorientStep(),
          new CropToForegroundStep(-200, List.of(5, 5, 5)),
          new CropToLabelStep(List.of(1, 2, 3)),
          new ResampleStep(
              List.of(1.0, 1.0, 2.5), Interpolation.CUBIC, LabelInterpolation.ANTI_ALIASED),
          new FixedSizeStep(new GridShape(112, 112, 80), -1024),
          ClipStep.toRange(-125, 275),
          ClipStep.toPercentiles(0.5, 99.5),
          ScaleStep.fromOwnRange(),
          ScaleStep.fromRange(0, 2),
          ZScoreStep.over(ScoredVoxels.NONZERO),
          ZScoreStep.with(40, 12.5));

  @TempDir private Path folder;

  private static RecipeDefinition parse(String text) {
    return RecipeFile.parse(text, "own.yaml", "own");
  }

  private static List<String> problems(String text) {
    return assertThrows(InvalidFileException.class, () -> parse(text)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void everyStepTakesItsSettings() {
    RecipeDefinition read =
        parse(
            """
            description: all of them
            source: nowhere
            modality: ct
            spacingOfFilesWithout: [0.5, 1, 2]
            channels: [flair, "1"]
            steps:
              - reorient
              - crop-to-foreground: {above: -200, margin: 5}
              - crop-to-label: {margin: [1, 2, 3]}
              - resample: {spacing: [1, 1, 2.5], image: cubic, label: anti-aliased}
              - fixed-size: {shape: 112x112x80, outside: -1024}
              - clip: {range: [-125, 275]}
              - clip: {percentiles: [0.5, 99.5]}
              - scale
              - scale: {range: [0, 2]}
              - z-score: {over: nonzero}
              - z-score: {mean: 40, deviation: 12.5}
            """);
    assertEquals(
        new RecipeDefinition(
            "own",
            "all of them",
            EVERY_STEP,
            false,
            Optional.of(Modality.CT),
            Optional.of(List.of(0.5, 1.0, 2.0)),
            List.of("flair", "1")),
        read);
  }

  @Test
  void whatIsWrittenIsReadAsTheSameRecipe() {
    RecipeDefinition read =
        parse(RecipeFile.write("chosen", Optional.of(Modality.MR), List.of("t1"), EVERY_STEP));
    assertEquals(EVERY_STEP, read.recipe());
    assertEquals("chosen", read.description());
    assertEquals(List.of("t1"), read.channels());
    assertEquals(Optional.of(Modality.MR), read.modality());
  }

  @Test
  void intensityStepsTakeAChannel() {
    Recipe recipe =
        Recipe.of(
            ClipStep.toRange(-125, 275).ofChannel(0),
            ClipStep.toPercentiles(1, 99).ofChannel(1),
            ScaleStep.fromOwnRange().ofChannel(63),
            ZScoreStep.over(ScoredVoxels.NONZERO).ofChannel(2),
            ZScoreStep.with(40, 12.5).ofChannel(0));
    String text =
        """
        steps:
          - clip: {range: [-125, 275], channel: 0}
          - clip: {percentiles: [1, 99], channel: 1}
          - scale: {channel: 63}
          - z-score: {over: nonzero, channel: 2}
          - z-score: {mean: 40, deviation: 12.5, channel: 0}
        """;
    assertEquals(recipe, parse(text).recipe());
    assertEquals(
        recipe, parse(RecipeFile.write("chosen", Optional.empty(), List.of(), recipe)).recipe());
    assertEquals(
        List.of("1:27: steps[0].scale.channel must be a whole number from 0 to 63, is '64'"),
        problems("steps: [{scale: {channel: 64}}]\n"));
  }

  @Test
  void settingsThatAreLeftOutTakeTheirDefaults() {
    assertEquals(
        Recipe.of(
            new CropToForegroundStep(0, List.of(0, 0, 0)),
            new CropToLabelStep(List.of(0, 0, 0)),
            new ResampleStep(
                List.of(1.0, 1.0, 1.0), Interpolation.LINEAR, LabelInterpolation.NEAREST),
            ZScoreStep.over(ScoredVoxels.WHOLE)),
        parse(
                """
                steps:
                  - crop-to-foreground
                  - crop-to-label:
                  - resample: {spacing: [1, 1, 1]}
                  - z-score: {}
                """)
            .recipe());
  }

  @Test
  void allMistakesAreListedAtTheirPlaces() {
    assertEquals(
        List.of(
            "2:5: steps[0].resampel is not a setting; did you mean resample?",
            "3:5: steps[1].spacing is missing; add it, such as spacing: [1.0, 1.0, 1.0]",
            "4:27: steps[2].clip.range must rise, is [3.0, 1.0]",
            "5:21: steps[3].z-score.mean needs its counterpart; give both mean and deviation, or"
                + " neither",
            "6:5: steps[4] must be one step, names reorient and scale",
            "7:29: steps[5].crop-to-label.margin must be one value or a list of 3, each a whole"
                + " number from 0 to 100000, is a list of 2",
            "8:5: steps[6].range is missing; add range: [-125, 275] or percentiles: [0.5, 99.5]",
            "9:40: steps[7].clip.percentiles and range exclude each other; keep one",
            "10:25: steps[8].fixed-size.shape must be three sizes from 1 to 2048 joined by x, such"
                + " as 32x48x32, of at most 134217728 voxels, is '9'"),
        problems(
            """
            steps:
              - resampel: {spacing: [1, 1, 1]}
              - resample
              - clip: {range:         [3, 1]}
              - z-score: {mean: 3}
              - {reorient: {}, scale: {}}
              - crop-to-label: {margin: [1, 2]}
              - clip
              - clip: {range: [0, 1], percentiles: [0, 1]}
              - fixed-size: {shape: 9}
            """));
  }

  @Test
  void aStepThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertEquals(
        List.of(
            "1:1: stepz is not a setting; did you mean steps?",
            "2:8: steps must be one of reorient, crop-to-foreground, crop-to-label, fixed-size,"
                + " resample, clip, scale, z-score, is 'sharpen'"),
        problems("stepz: []\nsteps: sharpen\n"));
  }

  @Test
  void anEmptyListOfStepsIsRefused() {
    assertTrue(problems("steps: []\n").get(0).startsWith("1:8: steps must hold at least one"));
  }

  @Test
  void aFileWithoutStepsIsRefused() {
    assertEquals(
        List.of("1:1: steps is missing; add it, such as steps: [reorient, z-score]"),
        problems("description: nothing\n"));
  }

  static List<String> names() {
    return RecipeFile.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRecipeThatComesAlongIsValidAndSaysWhatItIsFor(String name) {
    RecipeDefinition recipe = RecipeFile.named(name);
    assertEquals(name, recipe.name());
    assertFalse(recipe.description().isEmpty());
    assertTrue(RecipeFile.text(name).contains("\nsource: "));
    assertEquals(name.equals("auto"), recipe.isAuto());
    assertEquals(recipe.isAuto(), recipe.recipe().steps().isEmpty());
    assertEquals(name.endsWith("-label-crop"), recipe.recipe().usesLabels());
  }

  @Test
  void thePancreasRecipeBringsTheSoftTissueWindowToZeroToOne() {
    List<?> steps = RecipeFile.named("pancreas-ct").recipe().steps();
    assertEquals(ClipStep.toRange(-125, 275), steps.get(3));
    assertEquals(ScaleStep.fromRange(-125, 275), steps.get(4));
  }

  @Test
  void aFileIsNamedWithoutItsFolderAndEnding() throws IOException {
    Path file = Files.writeString(folder.resolve("knee.v2.yaml"), "steps: [scale]\n");
    RecipeDefinition recipe = RecipeFile.named(file.toString());
    assertEquals("knee.v2", recipe.name());
    assertEquals(Recipe.of(ScaleStep.fromOwnRange()), recipe.recipe());
  }

  @ParameterizedTest
  @CsvSource({
    "hipocampus, did you mean hippocampus?",
    "., is neither a readable file",
    "'', one of"
  })
  void whatIsNeitherNameNorFileIsRefused(String name, String message) {
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> RecipeFile.named(name)).getMessage();
    assertTrue(refusal.contains(message), refusal);
  }
}
