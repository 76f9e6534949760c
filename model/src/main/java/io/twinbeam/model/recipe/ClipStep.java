package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Normalize;
import io.twinbeam.model.volume.Volume;
import java.util.List;
import java.util.Optional;

/**
 * Moves intensities that are too low or too high to the nearer bound. The bounds are either given
 * or percentiles of the case.
 *
 * @param range lowest and highest intensity
 * @param percentiles two percentages of the case's own voxels, in each channel for itself
 * @param channel the only one that is clipped; empty for each
 */
public record ClipStep(
    Optional<List<Double>> range, Optional<List<Double>> percentiles, Optional<Integer> channel)
    implements RecipeStep {

  static final StepKind KIND = new StepKind("clip", ClipStep.class, ClipStep::read);

  public ClipStep {
    if (range.isPresent() == percentiles.isPresent()) {
      throw new IllegalArgumentException("clip must have a range or percentiles, and not both");
    }
    Ranges.check("range", range);
    Ranges.check("percentiles", percentiles);
    TouchedChannels.check(channel);
    range = range.map(List::copyOf);
    percentiles = percentiles.map(List::copyOf);
  }

  /** Clips to two given intensities. */
  public static ClipStep toRange(double low, double high) {
    return new ClipStep(Optional.of(List.of(low, high)), Optional.empty(), Optional.empty());
  }

  /** Clips to two percentiles of the case, in percent. */
  public static ClipStep toPercentiles(double low, double high) {
    return new ClipStep(Optional.empty(), Optional.of(List.of(low, high)), Optional.empty());
  }

  /** The same clip of one channel, counted from 0, alone. */
  public ClipStep ofChannel(int only) {
    return new ClipStep(range, percentiles, Optional.of(only));
  }

  private static ClipStep read(StepSettings settings) {
    Optional<List<Double>> range = Ranges.read(settings, "range", -1e9, 1e9);
    Optional<List<Double>> percentiles = Ranges.read(settings, "percentiles", 0, 100);
    Optional<Integer> channel = TouchedChannels.read(settings);
    boolean given = settings.has("range") || settings.has("percentiles");
    if (!given) {
      settings.reject("range", "is missing; add range: [-125, 275] or percentiles: [0.5, 99.5]");
    } else if (settings.has("range") && settings.has("percentiles")) {
      settings.reject("percentiles", "and range exclude each other; keep one");
    }
    return range.isPresent() || percentiles.isEmpty()
        ? new ClipStep(Optional.of(range.orElse(List.of(0.0, 1.0))), Optional.empty(), channel)
        : new ClipStep(range, percentiles, channel);
  }

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    return TouchedChannels.change(before, channel, this::clip);
  }

  private Volume clip(Volume volume) {
    return range
        .map(r -> Normalize.clip(volume, r.get(0).floatValue(), r.get(1).floatValue()))
        .orElseGet(
            () ->
                Normalize.clipPercentiles(
                    volume, percentiles.orElseThrow().get(0), percentiles.orElseThrow().get(1)));
  }
}
