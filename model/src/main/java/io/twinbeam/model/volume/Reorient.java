package io.twinbeam.model.volume;

/**
 * Volumes and label maps with their array axes in the order and direction closest to RAS+: x to the
 * patient's right, y to the front, z to the head. Axes are permuted and flipped only: no voxel
 * changes its value or its place in the world, and an oblique grid stays oblique.
 */
public final class Reorient {

  private Reorient() {}

  public static Volume toRas(Volume volume) {
    VoxelGrid grid = toRas(volume.grid());
    return grid.equals(volume.grid())
        ? volume
        : new Volume(grid, walk(volume.grid()).gather(volume.voxels()));
  }

  public static LabelMap toRas(LabelMap labels) {
    VoxelGrid grid = toRas(labels.grid());
    return grid.equals(labels.grid())
        ? labels
        : new LabelMap(grid, walk(labels.grid()).gather(labels.voxels()));
  }

  /**
   * The grid that the other methods of this class bring a volume to.
   *
   * @throws InvalidCaseException where the affine is degenerate, see {@link GeometryGate#check}
   */
  public static VoxelGrid toRas(VoxelGrid grid) {
    GeometryGate.check(grid);
    int[] columns = AxisOrder.columnOfRow(grid.affine());
    boolean[] flips = flips(grid.affine(), columns);
    double[] oldOfNew = new double[12];
    for (int axis = 0; axis < 3; axis++) {
      int row = columns[axis] * 4;
      oldOfNew[row + axis] = flips[axis] ? -1 : 1;
      oldOfNew[row + 3] = flips[axis] ? grid.shape().size(columns[axis]) - 1 : 0;
    }
    return new VoxelGrid(walk(grid).shape(), grid.affine().times(Affine.ofRows(oldOfNew)));
  }

  private static AxisWalk walk(VoxelGrid grid) {
    int[] columns = AxisOrder.columnOfRow(grid.affine());
    return AxisWalk.of(grid.shape(), columns, flips(grid.affine(), columns));
  }

  private static boolean[] flips(Affine affine, int[] columns) {
    boolean[] flips = new boolean[3];
    for (int axis = 0; axis < 3; axis++) {
      flips[axis] = affine.at(axis, columns[axis]) < 0;
    }
    return flips;
  }
}
