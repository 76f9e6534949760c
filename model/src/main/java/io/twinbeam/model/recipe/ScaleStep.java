package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Normalize;
import io.twinbeam.model.volume.Volume;
import java.util.List;
import java.util.Optional;

/**
 * Maps intensities linearly to 0 .. 1.
 *
 * @param range the intensities that become 0 and 1, those beyond being clipped; the lowest and
 *     highest of the case, in each channel for itself, where empty
 * @param channel the only one that is scaled; empty for each
 */
public record ScaleStep(Optional<List<Double>> range, Optional<Integer> channel)
    implements RecipeStep {

  static final StepKind KIND =
      new StepKind(
          "scale",
          ScaleStep.class,
          settings ->
              new ScaleStep(
                  Ranges.read(settings, "range", -1e9, 1e9), TouchedChannels.read(settings)));

  public ScaleStep {
    Ranges.check("range", range);
    TouchedChannels.check(channel);
    range = range.map(List::copyOf);
  }

  /** Maps the lowest and the highest intensity of the case. */
  public static ScaleStep fromOwnRange() {
    return new ScaleStep(Optional.empty(), Optional.empty());
  }

  /** Maps two given intensities. */
  public static ScaleStep fromRange(double low, double high) {
    return new ScaleStep(Optional.of(List.of(low, high)), Optional.empty());
  }

  /** The same scaling of one channel, counted from 0, alone. */
  public ScaleStep ofChannel(int only) {
    return new ScaleStep(range, Optional.of(only));
  }

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    return TouchedChannels.change(before, channel, this::scale);
  }

  private Volume scale(Volume volume) {
    return range
        .map(r -> Normalize.scale(volume, r.get(0).floatValue(), r.get(1).floatValue()))
        .orElseGet(() -> Normalize.scale(volume));
  }
}
