package io.twinbeam.model.volume;

/**
 * Sizes along the three array axes, each at least 1.
 *
 * @param x voxels along axis 0, the slowest
 * @param y voxels along axis 1
 * @param z voxels along axis 2, the fastest
 */
public record GridShape(int x, int y, int z) {

  public GridShape {
    if (x < 1 || y < 1 || z < 1) {
      throw new IllegalArgumentException(
          "shape " + x + "x" + y + "x" + z + " must be at least 1 along every axis");
    }
  }

  /** Reads the form that {@link #toString} writes, such as {@code 32x48x32}. */
  public static GridShape parse(String text) {
    String[] sizes = text.trim().split("x", -1);
    if (sizes.length != 3) {
      throw new IllegalArgumentException(
          "shape '" + text + "' must be three sizes joined by x, such as 32x48x32");
    }
    try {
      return new GridShape(
          Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "shape '" + text + "' must be three whole numbers joined by x, such as 32x48x32", e);
    }
  }

  /** The size along {@code axis} 0, 1 or 2. */
  public int size(int axis) {
    return switch (axis) {
      case 0 -> x;
      case 1 -> y;
      case 2 -> z;
      default -> throw new IllegalArgumentException("axis " + axis + " must be 0, 1 or 2");
    };
  }

  /** The number of voxels; may exceed what one array can hold. */
  public long voxels() {
    return (long) x * y * z;
  }

  /** The C-order index of a voxel; the caller keeps the indices inside the shape. */
  public int index(int i, int j, int k) {
    return (i * y + j) * z + k;
  }

  public boolean contains(int i, int j, int k) {
    return i >= 0 && j >= 0 && k >= 0 && i < x && j < y && k < z;
  }

  public int[] toArray() {
    return new int[] {x, y, z};
  }

  @Override
  public String toString() {
    return x + "x" + y + "x" + z;
  }
}
