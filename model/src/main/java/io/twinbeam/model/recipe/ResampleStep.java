package io.twinbeam.model.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Resample;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.List;

/**
 * Resamples to one spacing over the same field of view.
 *
 * @param spacingMm mm per voxel along each array axis
 * @param image how intensities are interpolated
 * @param label how classes are
 */
public record ResampleStep(
    @JsonProperty("spacing") List<Double> spacingMm, Interpolation image, LabelInterpolation label)
    implements RecipeStep {

  private static final List<Double> EXAMPLE = List.of(1.0, 1.0, 1.0);

  static final StepKind KIND =
      new StepKind(
          "resample",
          ResampleStep.class,
          settings ->
              new ResampleStep(
                  settings.required("spacing", EXAMPLE, 0.01, 100),
                  settings.choice("image", Interpolation.LINEAR),
                  settings.choice("label", LabelInterpolation.NEAREST)));

  public ResampleStep {
    if (spacingMm.size() != 3 || spacingMm.stream().anyMatch(mm -> !(mm > 0))) {
      throw new IllegalArgumentException(
          "spacing must be 3 numbers above 0 in mm, is " + spacingMm);
    }
    spacingMm = List.copyOf(spacingMm);
  }

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    VoxelGrid target =
        Resample.toSpacing(
            before.image().grid(), spacingMm.stream().mapToDouble(Double::doubleValue).toArray());
    GeometryGate.check(target, before.image().size(), maxVoxels);
    return new Preprocessed(
        before.image().map(channel -> image(channel, target)),
        before.label().map(map -> label(map, target)));
  }

  private Volume image(Volume volume, VoxelGrid target) {
    return switch (image) {
      case LINEAR -> Resample.linear(volume, target);
      case CUBIC -> Resample.cubic(volume, target);
    };
  }

  private LabelMap label(LabelMap map, VoxelGrid target) {
    return switch (label) {
      case NEAREST -> Resample.nearest(map, target);
      case ANTI_ALIASED -> Resample.antiAliased(map, target);
    };
  }
}
