package io.twinbeam.model.recipe;

import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Normalize;
import io.twinbeam.model.volume.Scan;
import java.util.List;
import java.util.Optional;

/**
 * What happens to a case before training, step by step. Recipes that are equal do the same to the
 * same case, byte by byte. Unless a step {@linkplain #usesLabels looks at the label map}, a test
 * case is treated like any case of which nothing is known.
 *
 * @param steps in the order in which they are applied
 */
public record Recipe(List<RecipeStep> steps) {

  public Recipe {
    steps = List.copyOf(steps);
  }

  public static Recipe of(RecipeStep... steps) {
    return new Recipe(List.of(steps));
  }

  /**
   * A case before, between and after the steps.
   *
   * @param image intensities, one channel or more
   * @param label class ids on the grid of {@code image}; empty where the case has none
   */
  public record Preprocessed(Scan image, Optional<LabelMap> label) {}

  /** Whether what becomes of the image depends on the label map. */
  public boolean usesLabels() {
    return steps.stream().anyMatch(RecipeStep::usesLabels);
  }

  /**
   * Applies the steps.
   *
   * @param image intensities on the source grid
   * @param label on the same grid
   * @param maxVoxels a grid with more, counting all channels, is refused before memory is taken for
   *     it
   * @throws InvalidCaseException where the case has nothing to work with, or an intensity is not
   *     finite at the end
   */
  public Preprocessed apply(Scan image, Optional<LabelMap> label, long maxVoxels) {
    Preprocessed current = new Preprocessed(image, label);
    for (RecipeStep step : steps) {
      current = step.apply(current, maxVoxels);
    }
    current.image().forEach(Normalize::requireFinite);
    return current;
  }
}
