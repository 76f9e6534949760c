package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.model.recipe.ClipStep;
import io.twinbeam.model.recipe.CropToForegroundStep;
import io.twinbeam.model.recipe.Interpolation;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.LabelInterpolation;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.recipe.RecipeStep;
import io.twinbeam.model.recipe.ReorientStep;
import io.twinbeam.model.recipe.ResampleStep;
import io.twinbeam.model.recipe.ScaleStep;
import io.twinbeam.model.recipe.ScoredVoxels;
import io.twinbeam.model.recipe.ZScoreStep;
import io.twinbeam.pipelines.recipe.RecipeDefinition;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.source.SourceRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The {@code preprocessing} section. */
final class PreprocessingSection {

  private static final List<String> STEP_KEYS =
      List.of("cropMargin", "spacing", "interpolation", "clipPercentiles", "normalise");
  private static final ImmutableMap<String, Interpolation> INTERPOLATIONS =
      ImmutableMap.of("linear", Interpolation.LINEAR, "cubic", Interpolation.CUBIC);
  private static final ImmutableMap<String, Optional<ScoredVoxels>> NORMALISATIONS =
      ImmutableMap.of(
          "none", Optional.empty(),
          "z-score", Optional.of(ScoredVoxels.WHOLE),
          "z-score-nonzero", Optional.of(ScoredVoxels.NONZERO));

  private PreprocessingSection() {}

  /**
   * What the section says.
   *
   * @param settings what is done to each case
   * @param channels those that the recipe is for; empty for all
   */
  record Preprocessing(PreprocessSettings settings, List<String> channels) {}

  static Preprocessing read(Section section, LabelClasses classes) {
    Recipe own = new Recipe(steps(section));
    boolean labelsAllowed = section.flag("allowLabelsAtTest", false);
    Optional<RecipeDefinition> named =
        section
            .optional("recipe", Rule.text())
            .flatMap(name -> NamedRecipe.read(section, name, STEP_KEYS, labelsAllowed));
    Recipe recipe = named.map(RecipeDefinition::recipe).orElse(own);
    Optional<List<Double>> spacing =
        section
            .numbers("spacingOfFilesWithout", 3, 0.01, 100)
            .or(() -> named.flatMap(RecipeDefinition::spacingOfFilesWithout));
    long maxVoxels =
        section.integer(
            "maxVoxels", (int) SourceRules.DEFAULT_MAX_VOXELS, 1, Integer.MAX_VALUE / 8);
    double tolerance =
        section.number("gridToleranceMm", SourceRules.DEFAULT_GRID_TOLERANCE_MM, 0, 10);
    section.refuseUnknown();
    SourceRules rules = new SourceRules(1, spacing, maxVoxels, tolerance);
    return new Preprocessing(
        new PreprocessSettings(recipe, classes, rules, labelsAllowed),
        named.map(RecipeDefinition::channels).orElse(List.of()));
  }

  private static List<RecipeStep> steps(Section section) {
    List<RecipeStep> steps = new ArrayList<>(List.of(new ReorientStep()));
    section
        .optional("cropMargin", Rule.whole(0, 1000))
        .map(margin -> new CropToForegroundStep(0, Collections.nCopies(3, margin.intValue())))
        .ifPresent(steps::add);
    Interpolation image = section.choice("interpolation", Interpolation.LINEAR, INTERPOLATIONS);
    section
        .numbers("spacing", 3, 0.01, 100)
        .map(spacing -> new ResampleStep(spacing, image, LabelInterpolation.NEAREST))
        .ifPresent(steps::add);
    clip(section).ifPresent(steps::addAll);
    section
        .choice("normalise", Optional.of(ScoredVoxels.WHOLE), NORMALISATIONS)
        .map(ZScoreStep::over)
        .ifPresent(steps::add);
    return steps;
  }

  private static Optional<List<RecipeStep>> clip(Section section) {
    Optional<List<Double>> clip = section.numbers("clipPercentiles", 2, 0, 100);
    if (clip.isPresent() && clip.get().get(0) >= clip.get().get(1)) {
      section.reject("clipPercentiles", "must rise, is " + clip.get());
      return Optional.empty();
    }
    return clip.map(
        bounds ->
            List.of(
                ClipStep.toPercentiles(bounds.get(0), bounds.get(1)), ScaleStep.fromOwnRange()));
  }
}
