package io.twinbeam.model.recipe;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Box;
import io.twinbeam.model.volume.Crop;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;

/**
 * Crops and pads to one size, about the centre of the volume; of an odd difference the larger part
 * is cut from or added to the end.
 *
 * @param shape voxels along each array axis
 * @param outside the intensity of added voxels in every channel; their class is background
 */
public record FixedSizeStep(
    @JsonSerialize(using = ToStringSerializer.class)
        @JsonDeserialize(converter = FixedSizeStep.ShapeOfText.class)
        GridShape shape,
    double outside)
    implements RecipeStep {

  private static final GridShape EXAMPLE = new GridShape(112, 112, 80);

  static final StepKind KIND =
      new StepKind(
          "fixed-size",
          FixedSizeStep.class,
          settings ->
              new FixedSizeStep(
                  settings.required("shape", EXAMPLE), settings.number("outside", 0, -1e9, 1e9)));

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    GridShape from = before.image().shape();
    int[] low = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      // Rounds towards 0 either way, so that the larger part is at the end.
      low[axis] = (from.size(axis) - shape.size(axis)) / 2;
    }
    Box box = Box.at(low[0], low[1], low[2], shape);
    GeometryGate.check(Crop.gridOf(before.image().grid(), box), before.image().size(), maxVoxels);
    return new Preprocessed(
        before.image().map(channel -> Crop.pad(channel, box, (float) outside)),
        before.label().map(map -> Crop.pad(map, box, 0)));
  }

  /** Reads a shape as JSON has it here: the text of a recipe file. */
  static final class ShapeOfText extends StdConverter<String, GridShape> {

    @Override
    public GridShape convert(String text) {
      return GridShape.parse(text);
    }
  }
}
