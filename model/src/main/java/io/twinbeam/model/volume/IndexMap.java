package io.twinbeam.model.volume;

import java.util.function.IntConsumer;

/** Where the voxels of a target grid fall in a source grid, in source voxel indices. */
final class IndexMap {

  // Distances in voxels. Far below any error that matters, far above rounding.
  private static final double SNAP = 1e-6;
  private static final double STRAIGHT = 1e-4;

  private final GridShape source;
  private final GridShape target;
  private final Affine relation;
  private final int[] targetAxisOf;

  private IndexMap(GridShape source, GridShape target, Affine relation) {
    this.source = source;
    this.target = target;
    this.relation = relation;
    this.targetAxisOf = AxisOrder.columnOfRow(relation);
  }

  static IndexMap between(VoxelGrid source, VoxelGrid target) {
    GeometryGate.check(source);
    GeometryGate.check(target);
    return new IndexMap(
        source.shape(), target.shape(), source.affine().inverse().times(target.affine()));
  }

  GridShape source() {
    return source;
  }

  GridShape target() {
    return target;
  }

  /** Whether each source axis follows one target axis alone. */
  boolean isAxisAligned() {
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        double drift = Math.abs(relation.at(row, column)) * (target.size(column) - 1);
        if (column != targetAxisOf[row] && drift > STRAIGHT) {
          return false;
        }
      }
    }
    return true;
  }

  /** The target axis that source axis {@code axis} follows. */
  int targetAxisOf(int axis) {
    return targetAxisOf[axis];
  }

  /** For an axis-aligned map, the source coordinates of a whole target axis. */
  double[] coordinates(int sourceAxis) {
    int targetAxis = targetAxisOf[sourceAxis];
    double[] coordinates = new double[target.size(targetAxis)];
    for (int n = 0; n < coordinates.length; n++) {
      coordinates[n] = snap(relation.at(sourceAxis, targetAxis) * n + relation.at(sourceAxis, 3));
    }
    return coordinates;
  }

  /** The source coordinate along {@code axis} of target voxel (i, j, k). */
  double coordinate(int axis, int i, int j, int k) {
    return snap(
        relation.at(axis, 0) * i
            + relation.at(axis, 1) * j
            + relation.at(axis, 2) * k
            + relation.at(axis, 3));
  }

  /** The nearest voxel within 0 .. size - 1; ties go to the lower one. */
  static int nearest(double coordinate, int size) {
    double lower = Math.ceil(coordinate - 0.5 - SNAP);
    return (int) Math.max(0, Math.min(size - 1, lower));
  }

  /** Names the index of every target voxel whose centre lies in no source voxel. */
  void forEachOutside(IntConsumer action) {
    int index = 0;
    for (int i = 0; i < target.x(); i++) {
      for (int j = 0; j < target.y(); j++) {
        for (int k = 0; k < target.z(); k++, index++) {
          if (isOutside(0, i, j, k) || isOutside(1, i, j, k) || isOutside(2, i, j, k)) {
            action.accept(index);
          }
        }
      }
    }
  }

  private boolean isOutside(int axis, int i, int j, int k) {
    double coordinate = coordinate(axis, i, j, k);
    return coordinate < -0.5 - SNAP || coordinate > source.size(axis) - 0.5 + SNAP;
  }

  // A flipped or shifted grid then gives back the very same voxels.
  private static double snap(double coordinate) {
    double whole = Math.rint(coordinate);
    return Math.abs(coordinate - whole) < SNAP ? whole : coordinate;
  }
}
