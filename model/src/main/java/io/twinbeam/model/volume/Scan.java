package io.twinbeam.model.volume;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The channels of one case, such as FLAIR, T1 and T2, all on one grid. Most cases have one.
 *
 * @param channels at least one, in the order in which a network sees them
 */
public record Scan(List<Volume> channels) {

  /**
   * @throws IllegalArgumentException where there is no channel, or two lie on different grids
   */
  public Scan {
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("a scan takes at least one channel, got none");
    }
    VoxelGrid grid = channels.get(0).grid();
    for (Volume channel : channels) {
      if (!channel.grid().equals(grid)) {
        throw new IllegalArgumentException(
            "the channels of a scan must lie on one grid, got " + grid + " and " + channel.grid());
      }
    }
  }

  /** A scan of the given channels. */
  public static Scan of(Volume... channels) {
    return new Scan(List.of(channels));
  }

  /** Where the voxels of every channel lie. */
  public VoxelGrid grid() {
    return channels.get(0).grid();
  }

  public GridShape shape() {
    return grid().shape();
  }

  /** The number of channels. */
  public int size() {
    return channels.size();
  }

  public Volume channel(int index) {
    return channels.get(index);
  }

  /**
   * The scan with {@code change} made to each channel, which must lead all to one grid.
   *
   * @throws IllegalArgumentException where it does not
   */
  public Scan map(UnaryOperator<Volume> change) {
    return new Scan(channels.stream().map(change).toList());
  }
}
