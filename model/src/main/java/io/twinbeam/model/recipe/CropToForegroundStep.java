package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Crop;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.util.List;

/**
 * Crops to the box of the voxels above a threshold in any channel. The label map is not asked.
 *
 * @param above the threshold, an intensity
 * @param margin voxels kept round the box, per array axis, as far as there are any
 */
public record CropToForegroundStep(double above, List<Integer> margin) implements RecipeStep {

  static final StepKind KIND =
      new StepKind(
          "crop-to-foreground",
          CropToForegroundStep.class,
          settings ->
              new CropToForegroundStep(
                  settings.number("above", 0, -1e9, 1e9),
                  settings.perAxis("margin", 0, 0, Margins.MOST)));

  public CropToForegroundStep {
    margin = Margins.checked(margin);
  }

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    return Margins.crop(
        before,
        Crop.aboveThreshold(before.image(), (float) above)
            .orElseThrow(
                () ->
                    new InvalidCaseException(
                        Fault.CONSTANT,
                        "no intensity is above "
                            + above
                            + ", so there is nothing to crop to; "
                            + Fault.CONSTANT.cure())),
        margin);
  }
}
