package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResampleTest {

  private static final GridShape SHAPE = new GridShape(12, 14, 10);
  private static final VoxelGrid SOURCE = VoxelGrid.ofSpacing(SHAPE, 1, 1.5, 2);

  /** Grids that lie inside SOURCE's voxel centres: axis-aligned ones, flips, a turn, a shear. */
  static List<VoxelGrid> targetsInside() {
    GridShape small = new GridShape(5, 6, 4);
    return List.of(
        new VoxelGrid(small, Affine.ofRows(0.7, 0, 0, 2, 0, 0.9, 0, 3, 0, 0, 1.1, 4)),
        new VoxelGrid(small, Affine.ofRows(-0.7, 0, 0, 8, 0, -0.9, 0, 12, 0, 0, -1.1, 14)),
        new VoxelGrid(small, Affine.ofRows(0, 0.7, 0, 3, 0, 0, 1.3, 4, 0.9, 0, 0, 5)),
        new VoxelGrid(small, Affine.ofRows(0, 0, -1.2, 9, 1.1, 0, 0, 5, 0, -0.8, 0, 9)),
        new VoxelGrid(small, Affine.ofRows(0.6, -0.4, 0.1, 5, 0.4, 0.6, 0, 6, 0.1, 0, 0.7, 6)),
        new VoxelGrid(small, Affine.ofRows(0.5, 0.3, 0, 4, 0, 0.6, 0.2, 6, 0, 0, 0.8, 5)));
  }

  static List<Arguments> targetSpacings() {
    return Stream.of(
            new double[] {1, 1, 1},
            new double[] {0.5, 2, 3},
            new double[] {2.5, 0.4, 1.7},
            new double[] {50, 50, 50})
        .map(Arguments::of)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("targetsInside")
  void linearReproducesALinearFunctionOfTheWorld(VoxelGrid target) {
    Volumes.Formula plane = (x, y, z) -> 3 * x - 2 * y + 0.5 * z + 7;
    Volume resampled = Resample.linear(Volumes.ofWorld(SOURCE, plane), target);
    assertArrayEquals(Volumes.ofWorld(target, plane).voxels(), resampled.voxels(), 2e-5f);
  }

  @ParameterizedTest
  @MethodSource("targetsInside")
  void cubicFollowsASmoothFunctionOfTheWorldCloserThanLinear(VoxelGrid target) {
    // Even about the first and last voxel centres, as the mirrored boundary assumes.
    Volumes.Formula waves =
        (x, y, z) ->
            Math.cos(Math.PI * 2 * x / 11)
                + Math.cos(Math.PI * 3 * y / 19.5)
                + Math.cos(Math.PI * 2 * z / 18);
    Volume source = Volumes.ofWorld(SOURCE, waves);
    float[] expected = Volumes.ofWorld(target, waves).voxels();
    float[] cubic = Resample.cubic(source, target).voxels();
    assertArrayEquals(expected, cubic, 6e-3f);
    assertTrue(
        largestError(expected, cubic)
            < 0.2 * largestError(expected, Resample.linear(source, target).voxels()));
  }

  @ParameterizedTest
  @MethodSource("targetsInside")
  void nearestTakesTheVoxelWhoseCentreIsClosest(VoxelGrid target) {
    LabelMap labels = Volumes.randomLabels(SOURCE, 3);
    LabelMap picked = Resample.nearest(labels, target);
    Affine toSource = SOURCE.affine().inverse().times(target.affine());
    for (int i = 0; i < target.shape().x(); i++) {
      for (int j = 0; j < target.shape().y(); j++) {
        for (int k = 0; k < target.shape().z(); k++) {
          double[] at = toSource.apply(i, j, k);
          // Ties go either way by rounding in this oracle, so they are left to their own test.
          if (!isTie(at[0]) && !isTie(at[1]) && !isTie(at[2])) {
            int expected =
                labels.at((int) Math.rint(at[0]), (int) Math.rint(at[1]), (int) Math.rint(at[2]));
            assertEquals(expected, picked.at(i, j, k));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"LINEAR", "CUBIC"})
  void separableAndGeneralPathsAgree(String kernel) {
    Volume source = Volumes.random(SOURCE, 4);
    VoxelGrid straight =
        new VoxelGrid(
            new GridShape(9, 11, 8), Affine.ofRows(0, 1.7, 0, -2, 0, 0, 2.9, -3, 2.4, 0, 0, -2));
    // A turn just above what still counts as axis aligned.
    double turn = 2e-4;
    VoxelGrid turned =
        new VoxelGrid(
            straight.shape(), Affine.ofRows(turn, 1.7, 0, -2, 0, 0, 2.9, -3, 2.4, 0, turn, -2));
    boolean linear = kernel.equals("LINEAR");
    float[] a =
        (linear ? Resample.linear(source, straight) : Resample.cubic(source, straight)).voxels();
    float[] b =
        (linear ? Resample.linear(source, turned) : Resample.cubic(source, turned)).voxels();
    assertArrayEquals(a, b, 0.05f);
    assertTrue(largestError(a, b) > 0, "the turned grid must take the general path");
  }

  @Test
  void theOwnGridGivesTheSameVoxels() {
    Volume source = Volumes.random(Volumes.oblique(SHAPE, 0.3, 1, 1.5, 2), 5);
    assertArrayEquals(source.voxels(), Resample.linear(source, source.grid()).voxels());
    assertArrayEquals(source.voxels(), Resample.cubic(source, source.grid()).voxels(), 2e-5f);
    LabelMap labels = Volumes.randomLabels(source.grid(), 5);
    assertEquals(labels, Resample.nearest(labels, labels.grid()));
  }

  @Test
  void aFlippedGridGivesTheSameVoxelsBackwards() {
    Volume source = Volumes.random(SOURCE, 6);
    VoxelGrid flipped = Reorient.toRas(new VoxelGrid(SHAPE, Affine.scaling(-1, 1.5, 2)));
    Volume placed = new Volume(new VoxelGrid(SHAPE, Affine.scaling(-1, 1.5, 2)), source.voxels());
    assertEquals(Reorient.toRas(placed), Resample.linear(placed, flipped));
  }

  @ParameterizedTest
  @MethodSource("targetSpacings")
  void aNewSpacingKeepsDirectionsAndTheFirstEdge(double[] spacing) {
    VoxelGrid grid = Volumes.oblique(SHAPE, 0.4, 1, 1.5, 2);
    VoxelGrid target = Resample.toSpacing(grid, spacing);
    assertArrayEquals(spacing, target.spacingMm(), 1e-12);
    assertArrayEquals(
        grid.affine().apply(-0.5, -0.5, -0.5), target.affine().apply(-0.5, -0.5, -0.5), 1e-12);
    double[] old = {1, 1.5, 2};
    for (int axis = 0; axis < 3; axis++) {
      long size = Math.max(1, Math.round(SHAPE.size(axis) * old[axis] / spacing[axis]));
      assertEquals(size, target.shape().size(axis));
    }
  }

  @Test
  void halvedSpacingPlacesLinearSamplesAtQuarterVoxels() {
    Volume ramp = Volumes.flat(0, 4, 8);
    Volume fine = Resample.linear(ramp, Resample.toSpacing(ramp.grid(), 1, 1, 0.5));
    // Coordinates -0.25, 0.25, 0.75, 1.25, 1.75, 2.25; the edges repeat.
    assertArrayEquals(new float[] {0, 1, 3, 5, 7, 8}, fine.voxels());
  }

  @Test
  void equallyNearVoxelsResolveToTheLower() {
    LabelMap labels =
        new LabelMap(
            VoxelGrid.ofSpacing(new GridShape(1, 1, 6), 1, 1, 1), new byte[] {1, 2, 3, 4, 5, 6});
    LabelMap coarse = Resample.nearest(labels, Resample.toSpacing(labels.grid(), 1, 1, 2));
    assertArrayEquals(new byte[] {1, 3, 5}, coarse.voxels());
  }

  @Test
  void outsideTheSourceTheEdgeContinuesUnlessAValueIsGiven() {
    Volume source = Volumes.flat(2, 4, 6);
    VoxelGrid wide = Crop.gridOf(source.grid(), Box.of(0, -1, -2, 1, 1, 5));
    float[] repeated = {2, 2, 2, 4, 6, 6, 6, 2, 2, 2, 4, 6, 6, 6};
    float[] filled = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 4, 6, -1, -1};
    assertArrayEquals(repeated, Resample.linear(source, wide).voxels());
    assertArrayEquals(repeated, Resample.cubic(source, wide).voxels(), 1e-5f);
    assertArrayEquals(filled, Resample.linear(source, wide, -1).voxels());
    assertArrayEquals(filled, Resample.cubic(source, wide, -1).voxels(), 1e-5f);
    LabelMap labels = new LabelMap(source.grid(), new byte[] {2, 4, 6});
    assertEquals(2, Resample.nearest(labels, wide).at(0, 0, 0));
    assertEquals(9, Resample.nearest(labels, wide, 9).at(0, 0, 0));
    assertEquals(6, Resample.nearest(labels, wide, 9).at(0, 1, 4));
    assertEquals(9, Resample.nearest(labels, wide, 9).at(0, 1, 5));
  }

  @Test
  void cubicMatchesTheClosedFormOfAMirroredImpulse() {
    // Spline coefficients of an impulse at 0 on a long line: 6z / (z^2 - 1) * z^k = sqrt(3) z^k.
    float[] line = new float[60];
    line[0] = 1;
    Volume impulse = Volumes.flat(line);
    VoxelGrid halves =
        new VoxelGrid(new GridShape(1, 1, 3), Affine.ofRows(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0.5));
    double pole = Math.sqrt(3) - 2;
    double first = Math.sqrt(3);
    float[] expected = new float[3];
    for (int n = 0; n < 3; n++) {
      double sum = 0;
      double[] weights = {1 / 48.0, 23 / 48.0, 23 / 48.0, 1 / 48.0};
      for (int tap = 0; tap < 4; tap++) {
        sum += weights[tap] * first * Math.pow(pole, Math.abs(n + tap - 1));
      }
      expected[n] = (float) sum;
    }
    assertArrayEquals(expected, Resample.cubic(impulse, halves).voxels(), 1e-6f);
  }

  @ParameterizedTest
  @CsvSource({"1x1x1", "2x1x3", "1x9x2", "2x2x2"})
  void thinVolumesKeepTheirConstant(String shape) {
    VoxelGrid grid = VoxelGrid.ofSpacing(GridShape.parse(shape), 1, 1, 1);
    Volume constant = Volumes.of(grid, (i, j, k) -> 3);
    VoxelGrid target = Resample.toSpacing(grid, 0.3, 0.7, 0.45);
    for (float voxel : Resample.linear(constant, target).voxels()) {
      assertEquals(3, voxel, 1e-6);
    }
    for (float voxel : Resample.cubic(constant, target).voxels()) {
      assertEquals(3, voxel, 1e-5);
    }
  }

  @Test
  void spacingsThatCannotBeAreRefused() {
    for (double spacing : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> Resample.toSpacing(SOURCE, 1, spacing, 1));
    }
  }

  @Test
  void aSpacingTooFineForOneArrayIsRefused() {
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> Resample.toSpacing(SOURCE, 1e-4, 1e-4, 1e-9));
    assertEquals(Fault.TOO_LARGE, refused.fault());
  }

  private static boolean isTie(double coordinate) {
    return Math.abs(coordinate - Math.floor(coordinate) - 0.5) < 1e-9;
  }

  private static double largestError(float[] expected, float[] actual) {
    double largest = 0;
    for (int n = 0; n < expected.length; n++) {
      largest = Math.max(largest, Math.abs(expected[n] - actual[n]));
    }
    return largest;
  }
}
