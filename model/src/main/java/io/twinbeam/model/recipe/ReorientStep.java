package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Reorient;

/**
 * Array axes in the order and direction closest to RAS+. Only what comes after it can speak of a
 * known axis; without it axes are the file's.
 */
public record ReorientStep() implements RecipeStep {

  static final StepKind KIND =
      new StepKind("reorient", ReorientStep.class, settings -> new ReorientStep());

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    return new Preprocessed(
        before.image().map(channel -> Reorient.toRas(channel)),
        before.label().map(map -> Reorient.toRas(map)));
  }
}
