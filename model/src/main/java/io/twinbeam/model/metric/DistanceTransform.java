package io.twinbeam.model.metric;

import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;

/**
 * The exact squared Euclidean distance of voxels to the nearest site, with anisotropic spacing.
 *
 * <p>Separable, one axis after the other, as in Saito and Toriwaki (Pattern Recognition 27, 1994),
 * but found only where it is asked for: outwards from the voxel, along each axis only as far as a
 * site could still be nearer. Between surfaces that lie close to each other that is a small part of
 * the box; never more than the sites of a plane are looked at for a voxel of it. Not thread-safe.
 */
final class DistanceTransform {

  private static final double UNKNOWN = -1;

  private final BitMask sites;
  private final GridShape shape;
  private final double[] weights = new double[3];
  private final int[] firstRows;
  private final int[] lastRows;
  private final double[] inPlane;
  private int firstPlane;
  private int lastPlane = -1;

  /**
   * @param sites what distances go to
   * @param spacing the length of a voxel along each axis; distances have its unit
   */
  DistanceTransform(BitMask sites, double... spacing) {
    this.sites = sites;
    this.shape = sites.shape();
    for (int axis = 0; axis < 3; axis++) {
      weights[axis] = spacing[axis] * spacing[axis];
    }
    firstRows = new int[shape.x()];
    lastRows = new int[shape.x()];
    inPlane = new double[(int) shape.voxels()];
    Arrays.fill(inPlane, UNKNOWN);
    findSites();
  }

  private void findSites() {
    firstPlane = shape.x();
    for (int i = 0; i < shape.x(); i++) {
      firstRows[i] = shape.y();
      lastRows[i] = -1;
      for (int j = 0; j < shape.y(); j++) {
        if (!sites.isEmptyRow(i * shape.y() + j)) {
          firstRows[i] = Math.min(firstRows[i], j);
          lastRows[i] = j;
        }
      }
      if (lastRows[i] >= 0) {
        firstPlane = Math.min(firstPlane, i);
        lastPlane = i;
      }
    }
  }

  /** The squared distance of a voxel to the nearest site; infinite where there is none. */
  double squared(int i, int j, int k) {
    double least = Double.POSITIVE_INFINITY;
    for (int step = outside(i, firstPlane, lastPlane); ; step++) {
      double along = weights[0] * step * step;
      boolean below = i - step >= firstPlane;
      boolean above = i + step <= lastPlane;
      if (along >= least || !(below || above)) {
        return least;
      }
      if (below && i - step <= lastPlane) {
        least = Math.min(least, inPlane(i - step, j, k) + along);
      }
      if (above && i + step >= firstPlane && step > 0) {
        least = Math.min(least, inPlane(i + step, j, k) + along);
      }
    }
  }

  /** From voxel (j, k) of plane {@code i} to the nearest site of the plane. */
  private double inPlane(int i, int j, int k) {
    int index = shape.index(i, j, k);
    double known = inPlane[index];
    if (known == UNKNOWN) {
      known = searchPlane(i, j, k);
      inPlane[index] = known;
    }
    return known;
  }

  private double searchPlane(int i, int j, int k) {
    int first = firstRows[i];
    int last = lastRows[i];
    double least = Double.POSITIVE_INFINITY;
    for (int step = outside(j, first, last); ; step++) {
      double along = weights[1] * step * step;
      boolean below = j - step >= first;
      boolean above = j + step <= last;
      if (along >= least || !(below || above)) {
        return least;
      }
      if (below && j - step <= last) {
        least = Math.min(least, inRow(i, j - step, k) + along);
      }
      if (above && j + step >= first && step > 0) {
        least = Math.min(least, inRow(i, j + step, k) + along);
      }
    }
  }

  private double inRow(int i, int j, int k) {
    int gap = sites.gap(i * shape.y() + j, k);
    return gap < 0 ? Double.POSITIVE_INFINITY : weights[2] * gap * gap;
  }

  /** How far {@code at} lies outside first .. last. */
  private static int outside(int at, int first, int last) {
    return Math.max(0, Math.max(first - at, at - last));
  }
}
