package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiOrientationTest {

  private static final double[] SFORM = {2, 0.5, 0, 10, 0, 3, 0, -20, 0.25, 0, 4, 30};

  private static NiftiBytes withForms(int qformCode, int sformCode) {
    return NiftiBytes.counting()
        .floats(76, -1, 1.5, 2.5, 3.5)
        .int16(252, qformCode)
        .int16(254, sformCode)
        .floats(256, 0, 0, 1, 7, 8, 9)
        .floats(280, SFORM);
  }

  private static void assertAffine(NiftiBytes file, double... rows) throws IOException {
    assertArrayEquals(rows, Nifti.readGrid(file.stream()).affine().toRows(), 1e-6);
  }

  @Test
  void thePositiveSformComesFirst() throws IOException {
    assertAffine(withForms(1, 1), SFORM);
    assertAffine(withForms(0, 4), SFORM);
  }

  @Test
  void theQformStandsInAndItsQfacTurnsTheThirdAxis() throws IOException {
    // d = 1: half a turn about z, so x and y point backwards.
    double[] expected = {-1.5, 0, 0, 7, 0, -2.5, 0, 8, 0, 0, -3.5, 9};
    assertAffine(withForms(1, 0), expected);
    expected[10] = 3.5;
    assertAffine(withForms(2, 0).floats(76, 1), expected);
    assertAffine(withForms(2, 0).floats(76, 0), expected);
    assertAffine(withForms(2, -1).floats(76, 0), expected);
  }

  @Test
  void voxelSizesStandInForBothForms() throws IOException {
    assertAffine(withForms(0, 0), 1.5, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 3.5, 0);
    assertAffine(withForms(-1, -1), 1.5, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 3.5, 0);
    assertAffine(withForms(0, 0).floats(80, -1.5), 1.5, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 3.5, 0);
  }

  @Test
  void aQuarterTurnAboutXMatchesTheStandardsMatrix() throws IOException {
    double half = Math.sqrt(0.5);
    NiftiBytes file = withForms(1, 0).floats(76, 1).floats(256, half, 0, 0);
    assertAffine(file, 1.5, 0, 0, 7, 0, 0, -3.5, 8, 0, 2.5, 0, 9);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1000", "2,1", "3,0.001", "10,1", "9,1000", "27,0.001"})
  void worldUnitsBecomeMm(int code, double factor) throws IOException {
    double[] expected = SFORM.clone();
    for (int n = 0; n < 12; n++) {
      expected[n] *= factor;
    }
    assertAffine(withForms(0, 1).int8(123, code), expected);
    assertEquals(
        2.5 * factor,
        Nifti.readGrid(withForms(1, 0).int8(123, code).stream()).spacingMm()[1],
        1e-6 * factor);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.1, 1e20, Double.NaN, Double.POSITIVE_INFINITY})
  void aQuaternionLongerThanOneIsRefused(double part) {
    NiftiBytes file = withForms(1, 0).floats(256, part);
    assertEquals(Fault.BAD_AFFINE, refusal(file).fault());
  }

  @Test
  void degenerateFormsAreRefused() {
    assertEquals(Fault.BAD_AFFINE, refusal(withForms(0, 1).floats(280, new double[12])).fault());
    assertEquals(Fault.BAD_AFFINE, refusal(withForms(0, 1).floats(280, Double.NaN)).fault());
    assertEquals(Fault.BAD_AFFINE, refusal(withForms(1, 0).floats(80, 0)).fault());
    assertEquals(Fault.BAD_AFFINE, refusal(withForms(0, 0).floats(84, Double.NaN)).fault());
    assertEquals(Fault.MALFORMED, refusal(withForms(0, 1).int8(123, 6)).fault());
  }

  private static InvalidCaseException refusal(NiftiBytes file) {
    return assertThrows(InvalidCaseException.class, () -> Nifti.readGrid(file.stream()));
  }

  /** Random turns, and the half turns where the quaternion's real part vanishes; both hands. */
  static List<Affine> rotations() {
    List<Affine> all = new ArrayList<>();
    CounterRandom random = CounterRandom.of(1, "test.rotations");
    double[][] special = {
      {0, 1, 0, 0},
      {0, 0, 1, 0},
      {0, 0, 0, 1},
      {0, 1, 1, 0},
      {0, -1, 0, 1},
      {1, 0, 0, 0},
      {1e-5, 1, -2, 3},
      {1e-9, -3, 1, 2},
      {1, 1, 1, 1},
      {0.3, -1, -1, -1}
    };
    for (int n = 0; n < 40; n++) {
      double[] q = n < special.length ? special[n] : new double[4];
      for (int part = 0; part < 4 && n >= special.length; part++) {
        q[part] = random.nextGaussian();
      }
      all.add(affine(q, n % 2 == 0 ? 1 : -1));
    }
    return all;
  }

  // Columns are the unit vectors turned by q, by Rodrigues' formula.
  private static Affine affine(double[] q, int hand) {
    double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    double a = q[0] / norm;
    double[] v = {q[1] / norm, q[2] / norm, q[3] / norm};
    double[] spacing = {0.7, 1.3, 5 * hand};
    double[] rows = new double[12];
    for (int column = 0; column < 3; column++) {
      double[] e = new double[3];
      e[column] = 1;
      double[] t = cross(v, e);
      double[] u = cross(v, t);
      for (int row = 0; row < 3; row++) {
        rows[row * 4 + column] = (e[row] + 2 * (a * t[row] + u[row])) * spacing[column];
      }
      rows[column * 4 + 3] = 11 * column - 5;
    }
    return Affine.ofRows(rows);
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  @ParameterizedTest
  @MethodSource("rotations")
  void theQuaternionOfARotationLeadsBackToIt(Affine affine) throws IOException {
    assertTrue(NiftiOrientation.isRotationAndScale(affine));
    double[] spacing = affine.spacingMm();
    NiftiBytes file =
        NiftiBytes.counting()
            .floats(76, affine.determinant() < 0 ? -1 : 1, spacing[0], spacing[1], spacing[2])
            .int16(252, 1)
            .floats(256, NiftiOrientation.quaternionOf(affine))
            .floats(268, affine.at(0, 3), affine.at(1, 3), affine.at(2, 3));
    // Near half turns float32 leaves sqrt(1 - b2 - c2 - d2) three digits.
    assertArrayEquals(affine.toRows(), Nifti.readGrid(file.stream()).affine().toRows(), 4e-3);
  }

  @Test
  void aShearIsNoRotation() {
    assertFalse(NiftiOrientation.isRotationAndScale(Affine.ofRows(SFORM)));
  }
}
