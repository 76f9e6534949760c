package io.twinbeam.model.volume;

/**
 * Volumes and label maps on another grid. Grids may relate by any affine: spacing, flips,
 * permutations, oblique rotations. Where each source axis follows one target axis the work is done
 * axis by axis.
 *
 * <p>Outside the source the nearest edge voxel's value continues, unless an overload is given a
 * value for target voxels whose centre lies in no source voxel. Nothing is smoothed before a
 * coarser grid is sampled. Both grids must pass {@link GeometryGate#check(VoxelGrid)}.
 */
public final class Resample {

  private static final float EQUAL_SHARES = 1e-5f;

  private Resample() {}

  /**
   * The grid with another spacing over the same field of view: directions and the outer edge of the
   * first voxel stay; each size is round(size * old spacing / new spacing), at least 1.
   *
   * @param spacingMm mm per voxel along each array axis, above 0
   */
  public static VoxelGrid toSpacing(VoxelGrid grid, double... spacingMm) {
    GeometryGate.check(grid);
    double[] old = grid.spacingMm();
    int[] sizes = new int[3];
    double[] newToOld = new double[12];
    for (int axis = 0; axis < 3; axis++) {
      if (!(spacingMm[axis] > 0) || Double.isInfinite(spacingMm[axis])) {
        throw new IllegalArgumentException(
            "spacing " + spacingMm[axis] + " mm along axis " + axis + " must be above 0");
      }
      double ratio = spacingMm[axis] / old[axis];
      long size = Math.round(grid.shape().size(axis) * old[axis] / spacingMm[axis]);
      sizes[axis] = (int) Math.max(1, Math.min(Integer.MAX_VALUE, size));
      newToOld[axis * 5] = ratio;
      newToOld[axis * 4 + 3] = (ratio - 1) / 2;
    }
    GridShape shape = new GridShape(sizes[0], sizes[1], sizes[2]);
    VoxelLimit.arrayLength(shape);
    return new VoxelGrid(shape, grid.affine().times(Affine.ofRows(newToOld)));
  }

  /** Trilinear interpolation. */
  public static Volume linear(Volume volume, VoxelGrid target) {
    IndexMap map = IndexMap.between(volume.grid(), target);
    return new Volume(target, Interpolation.at(volume.voxels(), map, Kernel.LINEAR));
  }

  /** Trilinear interpolation, {@code outside} where the source has no voxel. */
  public static Volume linear(Volume volume, VoxelGrid target, float outside) {
    return fill(linear(volume, target), volume.grid(), outside);
  }

  /**
   * Tricubic B-spline interpolation: passes through the voxels, mirrored at the first and last
   * voxel's centre, constant beyond. May overshoot the range of the source by some percent at sharp
   * edges; a NaN spreads along its row, column and line.
   */
  public static Volume cubic(Volume volume, VoxelGrid target) {
    IndexMap map = IndexMap.between(volume.grid(), target);
    float[] coefficients = SplineFilter.coefficients(volume.voxels(), volume.shape());
    return new Volume(target, Interpolation.at(coefficients, map, Kernel.CUBIC));
  }

  /** Tricubic B-spline interpolation, {@code outside} where the source has no voxel. */
  public static Volume cubic(Volume volume, VoxelGrid target, float outside) {
    return fill(cubic(volume, target), volume.grid(), outside);
  }

  /** The class of the nearest voxel; of two equally near ones the lower index along that axis. */
  public static LabelMap nearest(LabelMap labels, VoxelGrid target) {
    IndexMap map = IndexMap.between(labels.grid(), target);
    byte[] source = labels.voxels();
    byte[] classes = new byte[VoxelLimit.arrayLength(target.shape())];
    if (map.isAxisAligned()) {
      pick(source, map, classes);
    } else {
      pickOblique(source, map, classes);
    }
    return new LabelMap(target, classes);
  }

  /** The class of the nearest voxel, {@code outside} where the source has no voxel. */
  public static LabelMap nearest(LabelMap labels, VoxelGrid target, int outside) {
    byte filler = VoxelLimit.classByte(outside);
    byte[] classes = nearest(labels, target).voxels();
    IndexMap.between(labels.grid(), target).forEachOutside(index -> classes[index] = filler);
    return new LabelMap(target, classes);
  }

  /**
   * The class with the largest share after trilinear interpolation of each class for itself; of
   * equal shares the lower class. Smoother than {@link #nearest}: a surface is placed between
   * voxels. Takes one interpolation per class that occurs.
   */
  public static LabelMap antiAliased(LabelMap labels, VoxelGrid target) {
    IndexMap map = IndexMap.between(labels.grid(), target);
    byte[] classes = new byte[VoxelLimit.arrayLength(target.shape())];
    float[] largest = new float[classes.length];
    float[] share = new float[labels.voxels().length];
    long[] counts = labels.counts();
    for (int id = 0; id < counts.length; id++) {
      if (counts[id] > 0) {
        for (int n = 0; n < share.length; n++) {
          share[n] = (labels.voxels()[n] & 0xff) == id ? 1 : 0;
        }
        keepLarger(Interpolation.at(share, map, Kernel.LINEAR), (byte) id, largest, classes);
      }
    }
    return new LabelMap(target, classes);
  }

  private static void keepLarger(float[] shares, byte id, float[] largest, byte[] classes) {
    for (int n = 0; n < shares.length; n++) {
      // Rounding must not decide between equal shares.
      if (shares[n] > largest[n] + EQUAL_SHARES) {
        largest[n] = shares[n];
        classes[n] = id;
      }
    }
  }

  private static Volume fill(Volume resampled, VoxelGrid source, float outside) {
    float[] voxels = resampled.voxels();
    IndexMap.between(source, resampled.grid()).forEachOutside(index -> voxels[index] = outside);
    return resampled;
  }

  private static void pick(byte[] source, IndexMap map, byte[] classes) {
    int[] strides = {map.source().y() * map.source().z(), map.source().z(), 1};
    int[][] parts = new int[3][];
    for (int axis = 0; axis < 3; axis++) {
      double[] coordinates = map.coordinates(axis);
      int[] part = new int[coordinates.length];
      for (int n = 0; n < part.length; n++) {
        part[n] = IndexMap.nearest(coordinates[n], map.source().size(axis)) * strides[axis];
      }
      parts[map.targetAxisOf(axis)] = part;
    }
    int at = 0;
    for (int x : parts[0]) {
      for (int y : parts[1]) {
        for (int z : parts[2]) {
          classes[at++] = source[x + y + z];
        }
      }
    }
  }

  private static void pickOblique(byte[] source, IndexMap map, byte[] classes) {
    GridShape from = map.source();
    GridShape target = map.target();
    int at = 0;
    for (int i = 0; i < target.x(); i++) {
      for (int j = 0; j < target.y(); j++) {
        for (int k = 0; k < target.z(); k++) {
          int x = IndexMap.nearest(map.coordinate(0, i, j, k), from.x());
          int y = IndexMap.nearest(map.coordinate(1, i, j, k), from.y());
          int z = IndexMap.nearest(map.coordinate(2, i, j, k), from.z());
          classes[at++] = source[from.index(x, y, z)];
        }
      }
    }
  }
}
