package io.twinbeam.model.volume;

/** Which column of a 3x3 matrix belongs to which row, when it is nearly a permutation. */
final class AxisOrder {

  // Identity first: it wins ties.
  private static final int[][] PERMUTATIONS = {
    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
  };

  private AxisOrder() {}

  /**
   * For each row the column closest to it: the assignment with the largest product of absolute
   * cosines.
   */
  static int[] columnOfRow(Affine affine) {
    double[] lengths = affine.spacingMm();
    int[] best = PERMUTATIONS[0];
    double largest = -1;
    for (int[] candidate : PERMUTATIONS) {
      double product = 1;
      for (int row = 0; row < 3; row++) {
        int column = candidate[row];
        product *= Math.abs(affine.at(row, column)) / lengths[column];
      }
      // The margin keeps the identity where rounding alone would prefer another order.
      if (product > largest + 1e-9) {
        largest = product;
        best = candidate;
      }
    }
    return best.clone();
  }
}
