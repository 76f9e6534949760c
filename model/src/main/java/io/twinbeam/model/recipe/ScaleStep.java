package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Normalize;
import java.util.List;
import java.util.Optional;

/**
 * Maps intensities linearly to 0 .. 1.
 *
 * @param range the intensities that become 0 and 1, those beyond being clipped; the lowest and
 *     highest of the case where empty
 */
public record ScaleStep(Optional<List<Double>> range) implements RecipeStep {

  static final StepKind KIND =
      new StepKind(
          "scale",
          ScaleStep.class,
          settings -> new ScaleStep(Ranges.read(settings, "range", -1e9, 1e9)));

  public ScaleStep {
    Ranges.check("range", range);
    range = range.map(List::copyOf);
  }

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    return new Preprocessed(
        range
            .map(r -> Normalize.scale(before.image(), r.get(0).floatValue(), r.get(1).floatValue()))
            .orElseGet(() -> Normalize.scale(before.image())),
        before.label());
  }
}
