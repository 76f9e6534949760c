package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeOfExperimentTest {

  @TempDir private Path folder;

  private static String with(String settings) {
    return "preprocessing: {" + settings + "}\n";
  }

  private static Experiment parse(String settings) {
    return ExperimentFile.parse(Refusals.LEAST + with(settings), "some.yaml");
  }

  @Test
  void aNamedRecipeTakesThePlaceOfTheStepsAndLeavesTheLimits() {
    Experiment experiment = parse("recipe: brats-2019, maxVoxels: 1000");
    assertEquals(RecipeFile.named("brats-2019").recipe(), experiment.preprocessing().recipe());
    assertEquals(1000, experiment.preprocessing().source().maxVoxels());
  }

  @Test
  void theSpacingOfFilesWithoutIsTheExperimentsElseTheRecipes() {
    assertEquals(
        Optional.of(List.of(0.625, 0.625, 0.625)),
        parse("recipe: left-atrium").preprocessing().source().spacingOfFilesWithout());
    assertEquals(
        Optional.of(List.of(1.0, 2.0, 3.0)),
        parse("recipe: left-atrium, spacingOfFilesWithout: [1, 2, 3]")
            .preprocessing()
            .source()
            .spacingOfFilesWithout());
    assertEquals(
        Optional.of(List.of(1.0, 1.0, 1.0)),
        parse("spacingOfFilesWithout: [1, 1, 1]").preprocessing().source().spacingOfFilesWithout());
    assertEquals(
        Optional.empty(),
        parse("recipe: hippocampus").preprocessing().source().spacingOfFilesWithout());
  }

  @Test
  void theChannelsAreTheDatasElseTheRecipes() {
    assertEquals(List.of("flair"), parse("recipe: brats-2019").data().channels());
    assertEquals(List.of(), parse("recipe: hippocampus").data().channels());
    String chosen = Refusals.LEAST.replace("folder: somewhere", "folder: x, channels: [t2, 0]");
    assertEquals(
        List.of("t2", "0"),
        ExperimentFile.parse(chosen + with("recipe: brats-2019"), "some.yaml").data().channels());
  }

  @Test
  void aRecipeExcludesEveryOtherStep() {
    List<String> refusals =
        Refusals.messagesWith(
            with(
                "recipe: hippocampus, cropMargin: 1, spacing: [1, 1, 1], interpolation: cubic,"
                    + " clipPercentiles: [1, 99], normalise: none"));
    assertEquals(5, refusals.size());
    for (String refusal : refusals) {
      assertTrue(
          refusal.endsWith("and preprocessing.recipe exclude each other; keep one"), refusal);
    }
  }

  @Test
  void labelsOfTestCasesAreLookedAtOnlyWhereThatIsAllowed() {
    List<String> refusals = Refusals.messagesWith(with("recipe: pancreas-ct-label-crop"));
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("set allowLabelsAtTest: true"), refusals.get(0));
    assertTrue(
        parse("recipe: pancreas-ct-label-crop, allowLabelsAtTest: true")
            .preprocessing()
            .recipe()
            .usesLabels());
  }

  @Test
  void aRecipeWithoutStepsOfItsOwnIsRefused() {
    List<String> refusals = Refusals.messagesWith(with("recipe: auto"));
    assertEquals(1, refusals.size());
    assertTrue(
        refusals.get(0).startsWith("preprocessing.recipe must have steps, auto chooses them"),
        refusals.get(0));
  }

  @Test
  void mistakesOfARecipeFileAreListedWithThoseOfTheExperiment() throws IOException {
    Path file = Files.writeString(folder.resolve("own.yaml"), "steps:\n - resample\n - blur\n");
    List<String> refusals = Refusals.messagesWith(with("recipe: " + file + ", maxVoxels: 0"));
    assertEquals(3, refusals.size(), refusals.toString());
    assertTrue(refusals.stream().anyMatch(r -> r.contains("own.yaml:2:4: steps[0].spacing")));
    assertTrue(refusals.stream().anyMatch(r -> r.contains("own.yaml:3:4: steps[1] must be one")));
  }

  @Test
  void anUnknownRecipeIsRefusedWithASuggestion() {
    List<String> refusals = Refusals.messagesWith(with("recipe: pancreas"));
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).endsWith("did you mean pancreas-ct?"), refusals.get(0));
  }
}
