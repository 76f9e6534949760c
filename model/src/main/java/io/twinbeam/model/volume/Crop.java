package io.twinbeam.model.volume;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Boxes cut out of volumes and label maps; every voxel that is kept stays where it was in the
 * world.
 */
public final class Crop {

  private Crop() {}

  /**
   * The voxels of {@code box}.
   *
   * @throws IllegalArgumentException where the box reaches beyond the volume
   */
  public static Volume to(Volume volume, Box box) {
    requireInside(volume.shape(), box);
    return pad(volume, box, 0);
  }

  /**
   * The voxels of {@code box}.
   *
   * @throws IllegalArgumentException where the box reaches beyond the label map
   */
  public static LabelMap to(LabelMap labels, Box box) {
    requireInside(labels.shape(), box);
    return pad(labels, box, 0);
  }

  /** The voxels of {@code box}, which may reach beyond the volume; {@code outside} fills there. */
  public static Volume pad(Volume volume, Box box, float outside) {
    VoxelGrid grid = gridOf(volume.grid(), box);
    float[] voxels = new float[VoxelLimit.arrayLength(grid.shape())];
    if (outside != 0 && !box.isInside(volume.shape())) {
      Arrays.fill(voxels, outside);
    }
    copyRows(volume.voxels(), volume.shape(), box, voxels);
    return new Volume(grid, voxels);
  }

  /** The voxels of {@code box}, which may reach beyond the map; class {@code outside} fills. */
  public static LabelMap pad(LabelMap labels, Box box, int outside) {
    VoxelGrid grid = gridOf(labels.grid(), box);
    byte[] voxels = new byte[VoxelLimit.arrayLength(grid.shape())];
    if (outside != 0 && !box.isInside(labels.shape())) {
      Arrays.fill(voxels, VoxelLimit.classByte(outside));
    }
    copyRows(labels.voxels(), labels.shape(), box, voxels);
    return new LabelMap(grid, voxels);
  }

  /** The grid of the voxels of {@code box}, which may reach beyond {@code grid}. */
  public static VoxelGrid gridOf(VoxelGrid grid, Box box) {
    return new VoxelGrid(box.shape(), grid.affine().shifted(box.x0(), box.y0(), box.z0()));
  }

  /** The smallest box that holds every voxel of a class other than 0; empty where none is. */
  public static Optional<Box> foreground(LabelMap labels) {
    byte[] voxels = labels.voxels();
    return bounds(labels.shape(), index -> voxels[index] != 0);
  }

  /** The smallest box that holds every voxel above {@code threshold}; empty where none is. */
  public static Optional<Box> aboveThreshold(Volume volume, float threshold) {
    float[] voxels = volume.voxels();
    return bounds(volume.shape(), index -> voxels[index] > threshold);
  }

  /**
   * The smallest box that holds every voxel above {@code threshold} in any channel; empty where
   * none is.
   */
  public static Optional<Box> aboveThreshold(Scan scan, float threshold) {
    return scan.channels().stream()
        .flatMap(channel -> aboveThreshold(channel, threshold).stream())
        .reduce(Box::union);
  }

  // Along z it looks only for what would widen the box.
  private static Optional<Box> bounds(GridShape shape, IntPredicate wanted) {
    int[] low = shape.toArray();
    int[] high = new int[3];
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 0; j < shape.y(); j++) {
        int row = shape.index(i, j, 0);
        int last = last(row, shape.z(), wanted);
        if (last < 0) {
          continue;
        }
        low[0] = Math.min(low[0], i);
        low[1] = Math.min(low[1], j);
        high[0] = i + 1;
        high[1] = Math.max(high[1], j + 1);
        high[2] = Math.max(high[2], last + 1);
        low[2] = first(row, Math.min(low[2], last), wanted);
      }
    }
    return high[0] == 0
        ? Optional.empty()
        : Optional.of(Box.of(low[0], low[1], low[2], high[0], high[1], high[2]));
  }

  // The last wanted k below end in the row, or -1.
  private static int last(int row, int end, IntPredicate wanted) {
    int k = end - 1;
    while (k >= 0 && !wanted.test(row + k)) {
      k--;
    }
    return k;
  }

  // The first wanted k of the row, at most limit.
  private static int first(int row, int limit, IntPredicate wanted) {
    int k = 0;
    while (k < limit && !wanted.test(row + k)) {
      k++;
    }
    return k;
  }

  private static void requireInside(GridShape shape, Box box) {
    if (!box.isInside(shape)) {
      throw new IllegalArgumentException(
          "box " + box + " must lie inside the shape " + shape + "; clip the box, or pad instead");
    }
  }

  // Object, because System.arraycopy serves float[] and byte[] alike.
  private static void copyRows(Object from, GridShape shape, Box box, Object to) {
    GridShape size = box.shape();
    int k = Math.max(box.z0(), 0);
    int length = Math.min(box.z1(), shape.z()) - k;
    for (int i = Math.max(box.x0(), 0); length > 0 && i < Math.min(box.x1(), shape.x()); i++) {
      for (int j = Math.max(box.y0(), 0); j < Math.min(box.y1(), shape.y()); j++) {
        int target = size.index(i - box.x0(), j - box.y0(), k - box.z0());
        System.arraycopy(from, shape.index(i, j, k), to, target, length);
      }
    }
  }
}
