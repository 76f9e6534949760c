package io.twinbeam.model.volume;

import java.util.ArrayList;
import java.util.List;

/** The offsets of a sliding window: patches at a fixed stride that cover a volume. */
public final class PatchGrid {

  private PatchGrid() {}

  /**
   * The first voxels of all patches, in C order (x slowest). Along each axis they advance by the
   * stride and the last patch is flush with the end, so every voxel is covered where the stride is
   * at most the patch.
   *
   * @param volume at least {@code patch} along every axis; pad a smaller volume first
   */
  public static List<int[]> offsets(GridShape volume, GridShape patch, GridShape stride) {
    int[][] starts = new int[3][];
    for (int axis = 0; axis < 3; axis++) {
      if (volume.size(axis) < patch.size(axis)) {
        throw new IllegalArgumentException(
            "volume " + volume + " must be at least the patch " + patch + "; pad the volume first");
      }
      starts[axis] = starts(volume.size(axis), patch.size(axis), stride.size(axis));
    }
    List<int[]> offsets = new ArrayList<>();
    for (int x : starts[0]) {
      for (int y : starts[1]) {
        for (int z : starts[2]) {
          offsets.add(new int[] {x, y, z});
        }
      }
    }
    return offsets;
  }

  /** The first voxels of all patches along an axis of {@code size} voxels, rising. */
  public static int[] starts(int size, int patch, int stride) {
    int last = size - patch;
    int[] starts = new int[(int) (((long) last + stride - 1) / stride) + 1];
    for (int n = 0; n < starts.length; n++) {
      starts[n] = (int) Math.min((long) n * stride, last);
    }
    return starts;
  }
}
