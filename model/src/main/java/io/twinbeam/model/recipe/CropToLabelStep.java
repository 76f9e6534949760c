package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Crop;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import java.util.List;

/**
 * Crops to the box of all foreground classes. It tells whoever sees the image where the foreground
 * is, so results on cases cropped like this are better than on new patients, who have no label map.
 *
 * @param margin voxels kept round the box, per array axis, as far as there are any
 */
public record CropToLabelStep(List<Integer> margin) implements RecipeStep {

  static final StepKind KIND =
      new StepKind(
          "crop-to-label",
          CropToLabelStep.class,
          settings -> new CropToLabelStep(settings.perAxis("margin", 0, 0, Margins.MOST)));

  public CropToLabelStep {
    margin = Margins.checked(margin);
  }

  @Override
  public boolean usesLabels() {
    return true;
  }

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    LabelMap label =
        before
            .label()
            .orElseThrow(() -> new InvalidCaseException(Fault.LABEL_MISSING, without("label map")));
    return Margins.crop(
        before,
        Crop.foreground(label)
            .orElseThrow(
                () -> new InvalidCaseException(Fault.LABEL_MISSING, without("foreground voxel"))),
        margin);
  }

  private static String without(String what) {
    return "crop-to-label must have a label map with a foreground, there is no "
        + what
        + "; choose a recipe that crops without labels, or add the label map";
  }
}
