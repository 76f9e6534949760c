package io.twinbeam.model.volume;

/**
 * A half-open box of voxels: from (x0, y0, z0) up to, but without, (x1, y1, z1). Never empty; may
 * reach beyond the volume it is used on, see {@link #clip} and {@link Crop#pad}.
 */
public record Box(int x0, int y0, int z0, int x1, int y1, int z1) {

  public Box {
    if (x0 >= x1 || y0 >= y1 || z0 >= z1) {
      throw new IllegalArgumentException(
          "box "
              + describe(x0, y0, z0, x1, y1, z1)
              + " must end after it starts along every axis; check that it meets the volume");
    }
  }

  /** The box from (x0, y0, z0) up to, but without, (x1, y1, z1). */
  public static Box of(int x0, int y0, int z0, int x1, int y1, int z1) {
    return new Box(x0, y0, z0, x1, y1, z1);
  }

  /** All voxels of a volume. */
  public static Box whole(GridShape shape) {
    return new Box(0, 0, 0, shape.x(), shape.y(), shape.z());
  }

  /** The box of the given shape whose first voxel is at (i, j, k). */
  public static Box at(int i, int j, int k, GridShape shape) {
    return new Box(i, j, k, i + shape.x(), j + shape.y(), k + shape.z());
  }

  /**
   * All voxels of {@code shape}, widened evenly to {@code minimum} where it is smaller; of an odd
   * number of added voxels the larger half comes after.
   */
  public static Box atLeast(GridShape shape, GridShape minimum) {
    int x = Math.max(0, minimum.x() - shape.x());
    int y = Math.max(0, minimum.y() - shape.y());
    int z = Math.max(0, minimum.z() - shape.z());
    return new Box(
        -(x / 2),
        -(y / 2),
        -(z / 2),
        shape.x() + x - x / 2,
        shape.y() + y - y / 2,
        shape.z() + z - z / 2);
  }

  /** The first index along {@code axis} 0, 1 or 2. */
  public int low(int axis) {
    return switch (axis) {
      case 0 -> x0;
      case 1 -> y0;
      case 2 -> z0;
      default -> throw new IllegalArgumentException("axis " + axis + " must be 0, 1 or 2");
    };
  }

  /** One past the last index along {@code axis} 0, 1 or 2. */
  public int high(int axis) {
    return low(axis) + shape().size(axis);
  }

  public GridShape shape() {
    return new GridShape(
        Math.subtractExact(x1, x0), Math.subtractExact(y1, y0), Math.subtractExact(z1, z0));
  }

  /** Whether every voxel of this box lies in a volume of the given shape. */
  public boolean isInside(GridShape shape) {
    return x0 >= 0 && y0 >= 0 && z0 >= 0 && x1 <= shape.x() && y1 <= shape.y() && z1 <= shape.z();
  }

  /**
   * The part of this box that lies in a volume of the given shape.
   *
   * @throws IllegalArgumentException where there is none
   */
  public Box clip(GridShape shape) {
    return new Box(
        Math.max(x0, 0),
        Math.max(y0, 0),
        Math.max(z0, 0),
        Math.min(x1, shape.x()),
        Math.min(y1, shape.y()),
        Math.min(z1, shape.z()));
  }

  /** The smallest box that holds this one and {@code other}. */
  public Box union(Box other) {
    return new Box(
        Math.min(x0, other.x0),
        Math.min(y0, other.y0),
        Math.min(z0, other.z0),
        Math.max(x1, other.x1),
        Math.max(y1, other.y1),
        Math.max(z1, other.z1));
  }

  /** This box with {@code margin} more voxels on every side; fewer where it is negative. */
  public Box grow(int margin) {
    return new Box(
        Math.subtractExact(x0, margin),
        Math.subtractExact(y0, margin),
        Math.subtractExact(z0, margin),
        Math.addExact(x1, margin),
        Math.addExact(y1, margin),
        Math.addExact(z1, margin));
  }

  @Override
  public String toString() {
    return describe(x0, y0, z0, x1, y1, z1);
  }

  private static String describe(int x0, int y0, int z0, int x1, int y1, int z1) {
    return "[" + x0 + ":" + x1 + ", " + y0 + ":" + y1 + ", " + z0 + ":" + z1 + "]";
  }
}
