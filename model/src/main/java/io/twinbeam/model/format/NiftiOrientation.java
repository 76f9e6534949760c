package io.twinbeam.model.format;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;

/** The affine of a NIfTI header, and the quaternion form of an affine; see nifti1.h. */
final class NiftiOrientation {

  private static final double ORTHOGONAL = 1e-5;
  // Quaternions are stored as float32; beyond this they are broken, not rounded.
  private static final double UNIT_TOLERANCE = 1e-4;

  private NiftiOrientation() {}

  /** The sform where its code is positive, else the qform, else the voxel sizes; in RAS+ mm. */
  static Affine affineOf(NiftiFields header) {
    double unitMm = unitMm(header.xyztUnits() & 7);
    double[] rows = new double[12];
    if (header.sformCode() > 0) {
      for (int n = 0; n < 12; n++) {
        rows[n] = header.srow(n);
      }
    } else if (header.qformCode() > 0) {
      rows = qform(header);
    } else {
      for (int axis = 0; axis < 3; axis++) {
        rows[axis * 5] = voxelSize(header, axis);
      }
    }
    for (int n = 0; n < 12; n++) {
      rows[n] *= unitMm;
    }
    return Affine.ofRows(rows);
  }

  // Signs belong to the orientation; some writers put them here all the same.
  private static double voxelSize(NiftiFields header, int axis) {
    return Math.abs(header.pixdim(axis + 1));
  }

  private static double unitMm(int code) {
    return switch (code) {
      // Unknown is common, and means mm in practice.
      case 0, 2 -> 1;
      case 1 -> 1000;
      case 3 -> 0.001;
      default ->
          throw new InvalidCaseException(
              Fault.MALFORMED,
              "NIfTI header: the spatial unit must be 0 to 3 (metre, mm, micron), is "
                  + code
                  + "; export the file again from its source");
    };
  }

  private static double[] qform(NiftiFields header) {
    double b = header.quatern(0);
    double c = header.quatern(1);
    double d = header.quatern(2);
    double squares = b * b + c * c + d * d;
    if (!(squares <= 1 + UNIT_TOLERANCE)) {
      throw new InvalidCaseException(
          Fault.BAD_AFFINE,
          "NIfTI header: the quaternion's b2+c2+d2 must be at most 1, is "
              + squares
              + "; mend the header's orientation");
    }
    double norm = Math.sqrt(Math.max(1, squares));
    double a = Math.sqrt(Math.max(0, 1 - squares));
    double[] rotation = rotation(a, b / norm, c / norm, d / norm);
    double[] rows = new double[12];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        rows[row * 4 + column] = rotation[row * 3 + column] * voxelSize(header, column);
      }
      // qfac, kept in pixdim[0]: the third axis of a left-handed grid runs backwards.
      rows[row * 4 + 2] *= header.pixdim(0) < 0 ? -1 : 1;
      rows[row * 4 + 3] = header.qoffset(row);
    }
    return rows;
  }

  private static double[] rotation(double a, double b, double c, double d) {
    return new double[] {
      a * a + b * b - c * c - d * d,
      2 * (b * c - a * d),
      2 * (b * d + a * c),
      2 * (b * c + a * d),
      a * a + c * c - b * b - d * d,
      2 * (c * d - a * b),
      2 * (b * d - a * c),
      2 * (c * d + a * b),
      a * a + d * d - b * b - c * c
    };
  }

  /** Whether the columns are at right angles, so that a qform can hold the affine. */
  static boolean isRotationAndScale(Affine affine) {
    double[] spacing = affine.spacingMm();
    for (int one = 0; one < 3; one++) {
      int other = (one + 1) % 3;
      double dot = 0;
      for (int row = 0; row < 3; row++) {
        dot += affine.at(row, one) * affine.at(row, other);
      }
      if (!(Math.abs(dot) <= ORTHOGONAL * spacing[one] * spacing[other])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Quaternion parts b, c, d of an affine that {@link #isRotationAndScale}; the third column is
   * turned round where the handedness flips (qfac = -1).
   */
  static double[] quaternionOf(Affine affine) {
    double[] spacing = affine.spacingMm();
    double[][] r = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        r[row][column] = affine.at(row, column) / spacing[column];
      }
      r[row][2] *= affine.determinant() < 0 ? -1 : 1;
    }
    double trace = r[0][0] + r[1][1] + r[2][2];
    if (trace > -0.5) {
      double a = 0.5 * Math.sqrt(1 + trace);
      return new double[] {
        0.25 * (r[2][1] - r[1][2]) / a,
        0.25 * (r[0][2] - r[2][0]) / a,
        0.25 * (r[1][0] - r[0][1]) / a
      };
    }
    return aboutLargestAxis(r);
  }

  // Near half turns a is small and cannot be divided by; the largest of b, c, d can.
  private static double[] aboutLargestAxis(double[][] r) {
    int i = r[0][0] >= r[1][1] && r[0][0] >= r[2][2] ? 0 : r[1][1] >= r[2][2] ? 1 : 2;
    int j = (i + 1) % 3;
    int k = (i + 2) % 3;
    double[] parts = new double[3];
    parts[i] = 0.5 * Math.sqrt(1 + r[i][i] - r[j][j] - r[k][k]);
    parts[j] = 0.25 * (r[i][j] + r[j][i]) / parts[i];
    parts[k] = 0.25 * (r[i][k] + r[k][i]) / parts[i];
    // a must not be negative, and -q turns as q does.
    double sign = r[k][j] < r[j][k] ? -1 : 1;
    for (int n = 0; n < 3; n++) {
      parts[n] *= sign;
    }
    return parts;
  }
}
