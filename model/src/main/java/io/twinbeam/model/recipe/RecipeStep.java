package io.twinbeam.model.recipe;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.InvalidCaseException;

/**
 * One step of a recipe: a record of its settings. As JSON it is its registered name with its
 * settings, such as {@code {"clip": {"range": [-125, 275]}}}, which is also how a recipe file
 * writes it. To add one, write its class and register its {@link StepKind} in {@link Steps}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonTypeIdResolver(StepNames.class)
public interface RecipeStep {

  /**
   * The case after this step. Image and label map, where there is one, stay on one grid.
   *
   * @param maxVoxels a larger grid, counting all channels, is refused before memory is taken for it
   * @throws InvalidCaseException where the case lacks what the step works with
   */
  Preprocessed apply(Preprocessed before, long maxVoxels);

  /** Whether the image depends on the label map, which then leaks into what a network sees. */
  default boolean usesLabels() {
    return false;
  }
}
