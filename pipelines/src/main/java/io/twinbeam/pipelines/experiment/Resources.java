package io.twinbeam.pipelines.experiment;

import io.twinbeam.transforms.train.CacheBudget;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;

/**
 * What the workers that compute with networks should have, and how much of it volumes may take. No
 * result depends on it, so it is part of no name.
 *
 * @param accelerator as Beam's runners spell it
 * @param minRamBytes memory of a worker
 * @param cache room for the volumes of training
 */
public record Resources(Optional<String> accelerator, OptionalLong minRamBytes, CacheBudget cache) {

  /** Whatever the runner gives, and the standard cache. */
  public static final Resources STANDARD =
      new Resources(Optional.empty(), OptionalLong.empty(), CacheBudget.STANDARD);

  /** What to tell the runner; nothing where nothing is asked for. */
  public ResourceHints hints() {
    ResourceHints hints = ResourceHints.create();
    if (accelerator.isPresent()) {
      hints = hints.withAccelerator(accelerator.get());
    }
    return minRamBytes.isPresent() ? hints.withMinRam(minRamBytes.getAsLong()) : hints;
  }
}
