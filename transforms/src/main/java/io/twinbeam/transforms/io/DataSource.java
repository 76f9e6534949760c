package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.PhantomSpec;
import javax.annotation.Nullable;

/**
 * Where the cases of an experiment come from: a folder or phantoms, the other being null.
 *
 * @param folder in the MSD or nnU-Net layout, on any Beam file system
 * @param unlabelledAllowed whether a training image without a label map is an unlabelled case
 *     rather than a failed one
 * @param phantoms synthetic cases
 */
public record DataSource(
    @Nullable String folder, boolean unlabelledAllowed, @Nullable Phantoms phantoms) {

  /**
   * Synthetic cases by formula.
   *
   * @param cases how many
   * @param seed of the whole set
   * @param spec how they look
   */
  public record Phantoms(int cases, long seed, PhantomSpec spec) {}
}
