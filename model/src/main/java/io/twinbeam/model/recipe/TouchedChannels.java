package io.twinbeam.model.recipe;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Which channels an intensity step touches: each by itself, or a single one. */
final class TouchedChannels {

  /** The highest number; a network takes up to 64 channels. */
  private static final int LAST = 63;

  private TouchedChannels() {}

  static void check(Optional<Integer> channel) {
    if (channel.isPresent() && (channel.get() < 0 || channel.get() > LAST)) {
      throw new IllegalArgumentException(
          "channel must be from 0 to " + LAST + ", is " + channel.get());
    }
  }

  static Optional<Integer> read(StepSettings settings) {
    return settings.whole("channel", 0, LAST);
  }

  /**
   * The case with {@code change} made to the intensities of {@code channel}, or of each channel by
   * itself where that is empty.
   *
   * @throws InvalidCaseException with {@link Fault#CHANNELS_DIFFER} where the case lacks the
   *     channel
   */
  static Preprocessed change(
      Preprocessed before, Optional<Integer> channel, UnaryOperator<Volume> change) {
    Scan image = before.image();
    if (channel.isEmpty()) {
      return new Preprocessed(image.map(change), before.label());
    }
    if (channel.get() >= image.size()) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          "the recipe has a step for channel "
              + channel.get()
              + ", counted from 0, the case has "
              + image.size()
              + " in all; add the missing images or mend the recipe");
    }
    return new Preprocessed(image.map(channel.get(), change), before.label());
  }
}
