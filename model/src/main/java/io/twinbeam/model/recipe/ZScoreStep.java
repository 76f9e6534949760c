package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Normalize;
import io.twinbeam.model.volume.Volume;
import java.util.Optional;

/**
 * Subtracts a mean and divides by a deviation: those of the case's own voxels, or given ones.
 *
 * @param over whose mean and deviation, of each channel for itself, where none are given
 * @param mean in intensities of the image; given together with {@code deviation}
 * @param deviation above 0
 * @param channel the only one that is scored; empty for each
 */
public record ZScoreStep(
    ScoredVoxels over, Optional<Double> mean, Optional<Double> deviation, Optional<Integer> channel)
    implements RecipeStep {

  static final StepKind KIND = new StepKind("z-score", ZScoreStep.class, ZScoreStep::read);

  private static final double LEAST_DEVIATION = 1e-9;

  public ZScoreStep {
    if (mean.isPresent() != deviation.isPresent()) {
      throw new IllegalArgumentException("z-score must have both mean and deviation, or neither");
    }
    if (deviation.isPresent() && !(deviation.get() >= LEAST_DEVIATION)) {
      throw new IllegalArgumentException(
          "deviation must be at least " + LEAST_DEVIATION + ", is " + deviation.get());
    }
    if (mean.isPresent() && over != ScoredVoxels.WHOLE) {
      throw new IllegalArgumentException("a given mean is subtracted from the whole image");
    }
    TouchedChannels.check(channel);
  }

  /** By the mean and deviation of the case's own voxels. */
  public static ZScoreStep over(ScoredVoxels voxels) {
    return new ZScoreStep(voxels, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** By the same mean and deviation for every case. */
  public static ZScoreStep with(double mean, double deviation) {
    return new ZScoreStep(
        ScoredVoxels.WHOLE, Optional.of(mean), Optional.of(deviation), Optional.empty());
  }

  /** The same z-score of one channel, counted from 0, alone. */
  public ZScoreStep ofChannel(int only) {
    return new ZScoreStep(over, mean, deviation, Optional.of(only));
  }

  private static ZScoreStep read(StepSettings settings) {
    ZScoreStep each = readStatistics(settings);
    return TouchedChannels.read(settings).map(each::ofChannel).orElse(each);
  }

  private static ZScoreStep readStatistics(StepSettings settings) {
    ScoredVoxels over = settings.choice("over", ScoredVoxels.WHOLE);
    Optional<Double> mean = settings.number("mean", -1e9, 1e9);
    Optional<Double> deviation = settings.number("deviation", LEAST_DEVIATION, 1e9);
    if (settings.has("mean") != settings.has("deviation")) {
      settings.reject(
          settings.has("mean") ? "mean" : "deviation",
          "needs its counterpart; give both mean and deviation, or neither");
    } else if (settings.has("mean") && over != ScoredVoxels.WHOLE) {
      settings.reject("over", "and mean exclude each other; keep one");
    } else if (mean.isPresent() && deviation.isPresent()) {
      return with(mean.get(), deviation.get());
    }
    return over(over);
  }

  @Override
  public Preprocessed apply(Preprocessed before, long maxVoxels) {
    return TouchedChannels.change(before, channel, this::score);
  }

  private Volume score(Volume volume) {
    if (mean.isPresent()) {
      return Normalize.zScore(volume, mean.get(), deviation.orElseThrow());
    }
    return switch (over) {
      case WHOLE -> Normalize.zScore(volume);
      case NONZERO -> Normalize.zScoreNonZero(volume);
    };
  }
}
