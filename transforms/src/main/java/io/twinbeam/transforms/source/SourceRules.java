package io.twinbeam.transforms.source;

import java.util.List;
import java.util.Optional;

/**
 * How source files are read and what they must be like.
 *
 * @param channels images of one case; a case with more or fewer is refused
 * @param spacingOfFilesWithout mm per voxel along each array axis, for formats that state none
 * @param maxVoxels of all channels together; more are refused before memory is taken for them
 * @param gridToleranceMm how far apart the corners of the grids of one case may lie
 */
public record SourceRules(
    int channels,
    Optional<List<Double>> spacingOfFilesWithout,
    long maxVoxels,
    double gridToleranceMm) {

  /** 512 x 512 x 512. */
  public static final long DEFAULT_MAX_VOXELS = 1L << 27;

  public static final double DEFAULT_GRID_TOLERANCE_MM = 1e-3;

  /** One channel, from files that state their spacing, under the usual limits. */
  public static final SourceRules STANDARD =
      new SourceRules(1, Optional.empty(), DEFAULT_MAX_VOXELS, DEFAULT_GRID_TOLERANCE_MM);

  public SourceRules {
    if (channels < 1) {
      throw new IllegalArgumentException("channels must be at least 1, are " + channels);
    }
    spacingOfFilesWithout = spacingOfFilesWithout.map(List::copyOf);
  }

  /** The same rules for cases of another number of channels. */
  public SourceRules withChannels(int changed) {
    return new SourceRules(changed, spacingOfFilesWithout, maxVoxels, gridToleranceMm);
  }
}
