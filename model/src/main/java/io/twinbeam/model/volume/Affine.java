package io.twinbeam.model.volume;

import java.util.Arrays;

/**
 * A 4x4 map from voxel indices (i, j, k) to world coordinates in RAS+ mm; the last row is 0 0 0 1.
 */
public final class Affine {

  private final double[] rows;

  private Affine(double[] rows) {
    this.rows = rows;
  }

  /**
   * The affine with the given first three rows.
   *
   * @param rows 12 values, row by row: three matrix columns, then the translation in mm
   */
  public static Affine ofRows(double... rows) {
    if (rows.length != 12) {
      throw new IllegalArgumentException("an affine takes 12 values, got " + rows.length);
    }
    return new Affine(rows.clone());
  }

  /** Axis-aligned in RAS+ with the given spacing in mm and the origin at voxel (0, 0, 0). */
  public static Affine scaling(double x, double y, double z) {
    return new Affine(new double[] {x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0});
  }

  /** The value at {@code row} 0 to 2 and {@code column} 0 to 3; column 3 is the translation. */
  public double at(int row, int column) {
    return rows[row * 4 + column];
  }

  /** The 12 values of the first three rows, row by row. */
  public double[] toRows() {
    return rows.clone();
  }

  /** World coordinates in mm of the (possibly fractional) voxel index (i, j, k). */
  public double[] apply(double i, double j, double k) {
    double[] world = new double[3];
    for (int r = 0; r < 3; r++) {
      world[r] = rows[r * 4] * i + rows[r * 4 + 1] * j + rows[r * 4 + 2] * k + rows[r * 4 + 3];
    }
    return world;
  }

  /**
   * This affine after {@code first}: {@code this.times(first).apply(v) ==
   * this.apply(first.apply(v))}.
   */
  public Affine times(Affine first) {
    double[] product = new double[12];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 4; c++) {
        double sum = c == 3 ? at(r, 3) : 0;
        for (int m = 0; m < 3; m++) {
          sum += at(r, m) * first.at(m, c);
        }
        product[r * 4 + c] = sum;
      }
    }
    return new Affine(product);
  }

  /** The determinant of the 3x3 matrix: mm3 per voxel, negative where handedness flips. */
  public double determinant() {
    return at(0, 0) * (at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1))
        - at(0, 1) * (at(1, 0) * at(2, 2) - at(1, 2) * at(2, 0))
        + at(0, 2) * (at(1, 0) * at(2, 1) - at(1, 1) * at(2, 0));
  }

  /**
   * World mm to voxel indices.
   *
   * @throws ArithmeticException where the matrix is singular
   */
  public Affine inverse() {
    double determinant = determinant();
    if (determinant == 0 || !Double.isFinite(determinant)) {
      throw new ArithmeticException("affine has no inverse, its determinant is " + determinant);
    }
    double[] inverse = new double[12];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        int r1 = (c + 1) % 3;
        int r2 = (c + 2) % 3;
        int c1 = (r + 1) % 3;
        int c2 = (r + 2) % 3;
        inverse[r * 4 + c] = (at(r1, c1) * at(r2, c2) - at(r1, c2) * at(r2, c1)) / determinant;
      }
    }
    for (int r = 0; r < 3; r++) {
      double sum = 0;
      for (int m = 0; m < 3; m++) {
        sum -= inverse[r * 4 + m] * at(m, 3);
      }
      inverse[r * 4 + 3] = sum;
    }
    return new Affine(inverse);
  }

  /** The lengths of the three columns: mm per voxel along each array axis. */
  public double[] spacingMm() {
    double[] spacing = new double[3];
    for (int c = 0; c < 3; c++) {
      spacing[c] = Math.sqrt(at(0, c) * at(0, c) + at(1, c) * at(1, c) + at(2, c) * at(2, c));
    }
    return spacing;
  }

  /** The same directions and spacing with voxel (i, j, k) of this as the new voxel (0, 0, 0). */
  public Affine shifted(double i, double j, double k) {
    double[] origin = apply(i, j, k);
    double[] moved = rows.clone();
    for (int r = 0; r < 3; r++) {
      moved[r * 4 + 3] = origin[r];
    }
    return new Affine(moved);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Affine that && Arrays.equals(rows, that.rows);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rows);
  }

  @Override
  public String toString() {
    return Arrays.toString(rows);
  }
}
