package io.twinbeam.model.training;

import io.twinbeam.model.volume.GridShape;

/**
 * A patch turned and scaled about its centre: intensities interpolated linearly, class ids taken
 * from the nearest voxel. Angles are those of the array's axes, as if voxels were cubes.
 */
final class PatchWarp implements PatchCut {

  private final GridShape volume;
  private final GridShape patch;
  private final int[] offset;
  private final double[][] matrix;

  /**
   * @param offset first voxel of the patch before it is turned
   * @param anglesRadians about axis 0, then 1, then 2
   * @param scale voxels of the volume per voxel of the patch
   */
  PatchWarp(GridShape volume, GridShape patch, int[] offset, double[] anglesRadians, double scale) {
    this.volume = volume;
    this.patch = patch;
    this.offset = offset;
    double[][] turned = {{scale, 0, 0}, {0, scale, 0}, {0, 0, scale}};
    for (int axis = 0; axis < 3; axis++) {
      turned = times(rotation(axis, anglesRadians[axis]), turned);
    }
    this.matrix = turned;
  }

  private static double[][] rotation(int axis, double angle) {
    int first = (axis + 1) % 3;
    int second = (axis + 2) % 3;
    double[][] rotation = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    rotation[first][first] = StrictMath.cos(angle);
    rotation[first][second] = -StrictMath.sin(angle);
    rotation[second][first] = StrictMath.sin(angle);
    rotation[second][second] = StrictMath.cos(angle);
    return rotation;
  }

  private static double[][] times(double[][] left, double[][] right) {
    double[][] product = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          product[i][j] += left[i][k] * right[k][j];
        }
      }
    }
    return product;
  }

  @FunctionalInterface
  private interface Visit {
    void at(int voxel, double x, double y, double z);
  }

  /** Tells each voxel of the patch where in the volume it lies. */
  private void eachVoxel(Visit visit) {
    double[] centre = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      centre[axis] = (patch.size(axis) - 1) / 2.0;
    }
    int voxel = 0;
    for (int i = 0; i < patch.x(); i++) {
      for (int j = 0; j < patch.y(); j++) {
        for (int k = 0; k < patch.z(); k++) {
          double x = i - centre[0];
          double y = j - centre[1];
          double z = k - centre[2];
          visit.at(
              voxel++,
              at(0, x, y, z) + centre[0] + offset[0],
              at(1, x, y, z) + centre[1] + offset[1],
              at(2, x, y, z) + centre[2] + offset[2]);
        }
      }
    }
  }

  private double at(int axis, double x, double y, double z) {
    return matrix[axis][0] * x + matrix[axis][1] * y + matrix[axis][2] * z;
  }

  @Override
  public void intensities(float[] source, float[] target, int start) {
    eachVoxel((voxel, x, y, z) -> target[start + voxel] = linear(source, x, y, z));
  }

  /** The weighted mean of the eight voxels around a position, each outside the volume being 0. */
  private float linear(float[] source, double x, double y, double z) {
    int i = (int) Math.floor(x);
    int j = (int) Math.floor(y);
    int k = (int) Math.floor(z);
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      int ci = i + (corner >> 2);
      int cj = j + (corner >> 1 & 1);
      int ck = k + (corner & 1);
      if (inside(ci, cj, ck)) {
        double weight = (1 - Math.abs(x - ci)) * (1 - Math.abs(y - cj)) * (1 - Math.abs(z - ck));
        sum += weight * source[volume.index(ci, cj, ck)];
      }
    }
    return (float) sum;
  }

  @Override
  public void classes(byte[] source, int[] target, int start) {
    eachVoxel(
        (voxel, x, y, z) -> {
          int i = (int) Math.rint(x);
          int j = (int) Math.rint(y);
          int k = (int) Math.rint(z);
          target[start + voxel] = inside(i, j, k) ? source[volume.index(i, j, k)] & 0xff : 0;
        });
  }

  private boolean inside(int i, int j, int k) {
    return i >= 0 && i < volume.x() && j >= 0 && j < volume.y() && k >= 0 && k < volume.z();
  }
}
