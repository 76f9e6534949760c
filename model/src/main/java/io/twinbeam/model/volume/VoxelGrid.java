package io.twinbeam.model.volume;

/**
 * Where the voxels of a volume lie: sizes and the map to world mm.
 *
 * @param shape sizes along the array axes
 * @param affine voxel indices to RAS+ mm
 */
public record VoxelGrid(GridShape shape, Affine affine) {

  private static final double ROUNDING = 2.5e-7;

  /** An axis-aligned RAS+ grid with the given spacing in mm and its first voxel at the origin. */
  public static VoxelGrid ofSpacing(GridShape shape, double... spacingMm) {
    return new VoxelGrid(shape, Affine.scaling(spacingMm[0], spacingMm[1], spacingMm[2]));
  }

  /** mm per voxel along each array axis. */
  public double[] spacingMm() {
    return affine.spacingMm();
  }

  /** The volume of one voxel in mm3. */
  public double voxelMm3() {
    return Math.abs(affine.determinant());
  }

  /**
   * The smallest number of voxels that take up a volume. Spacings come from headers that round them
   * to 32 bits, so a four-millionth less counts as the volume itself.
   *
   * @param mm3 at least 0
   */
  public long leastVoxels(double mm3) {
    return (long) Math.ceil(mm3 * (1 - ROUNDING) / voxelMm3());
  }

  /**
   * Whether both grids have the same shape and place every corner voxel within {@code toleranceMm}.
   */
  public boolean matches(VoxelGrid other, double toleranceMm) {
    return shape.equals(other.shape) && cornerDistanceMm(other) <= toleranceMm;
  }

  /** The largest distance in mm between the corner voxels of two grids of one shape. */
  public double cornerDistanceMm(VoxelGrid other) {
    double largest = 0;
    for (int corner = 0; corner < 8; corner++) {
      double i = (corner & 1) == 0 ? 0 : shape.x() - 1;
      double j = (corner & 2) == 0 ? 0 : shape.y() - 1;
      double k = (corner & 4) == 0 ? 0 : shape.z() - 1;
      double[] a = affine.apply(i, j, k);
      double[] b = other.affine.apply(i, j, k);
      largest = Math.max(largest, Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]));
    }
    return largest;
  }
}
