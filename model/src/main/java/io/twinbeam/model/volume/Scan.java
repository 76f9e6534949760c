package io.twinbeam.model.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
   * The scan with {@code change} made to each channel, which must lead all to one grid. Where there
   * are several, an {@link InvalidCaseException} of one names it.
   *
   * @throws IllegalArgumentException where the grids differ
   */
  public Scan map(UnaryOperator<Volume> change) {
    List<Volume> changed = new ArrayList<>();
    for (int index = 0; index < size(); index++) {
      changed.add(changed(index, change));
    }
    return new Scan(changed);
  }

  /**
   * The scan with {@code change} made to one channel, which must keep its grid.
   *
   * @param index from 0, less than {@link #size}
   */
  public Scan map(int index, UnaryOperator<Volume> change) {
    List<Volume> changed = new ArrayList<>(channels);
    changed.set(index, changed(index, change));
    return new Scan(changed);
  }

  /** Gives each channel to {@code check}; of several, the one that it refuses is named. */
  public void forEach(Consumer<Volume> check) {
    map(
        channel -> {
          check.accept(channel);
          return channel;
        });
  }

  private Volume changed(int index, UnaryOperator<Volume> change) {
    try {
      return change.apply(channels.get(index));
    } catch (InvalidCaseException e) {
      throw size() == 1 ? e : e.in("channel " + index);
    }
  }
}
