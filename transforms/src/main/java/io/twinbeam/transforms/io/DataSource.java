package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.PhantomSpec;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Where the cases of an experiment come from: a folder or phantoms, the other being null.
 *
 * @param folder of images, on any Beam file system
 * @param unlabelledAllowed whether a training image without a label map is an unlabelled case
 *     rather than a failed one
 * @param phantoms synthetic cases
 * @param channels names or numbers of the channels to use, in the order in which networks see them;
 *     empty for all
 */
public record DataSource(
    @Nullable String folder,
    boolean unlabelledAllowed,
    @Nullable Phantoms phantoms,
    List<String> channels) {

  public DataSource {
    channels = channels == null ? List.of() : List.copyOf(channels);
  }

  /** All channels of a folder or of phantoms. */
  public DataSource(
      @Nullable String folder, boolean unlabelledAllowed, @Nullable Phantoms phantoms) {
    this(folder, unlabelledAllowed, phantoms, List.of());
  }

  /** The same cases, read from another folder; null for a source that says nothing of where. */
  public DataSource withFolder(@Nullable String changed) {
    return new DataSource(changed, unlabelledAllowed, phantoms, channels);
  }

  /** The same cases with some of their channels. */
  public DataSource withChannels(List<String> changed) {
    return new DataSource(folder, unlabelledAllowed, phantoms, changed);
  }

  /**
   * Synthetic cases by formula.
   *
   * @param cases how many
   * @param seed of the whole set
   * @param spec how they look
   */
  public record Phantoms(int cases, long seed, PhantomSpec spec) {}
}
