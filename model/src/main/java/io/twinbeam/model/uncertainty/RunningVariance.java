package io.twinbeam.model.uncertainty;

/**
 * The variance of each value over several arrays of equal length, taken one at a time (Welford's
 * update): the population variance, the mean squared distance from the mean. Holds two floats a
 * value.
 */
public final class RunningVariance {

  private final float[] means;
  private final float[] squares;
  private int count;

  /**
   * @param length of every array
   */
  public RunningVariance(int length) {
    means = new float[length];
    squares = new float[length];
  }

  public void add(float[] values) {
    count++;
    for (int i = 0; i < values.length; i++) {
      float before = values[i] - means[i];
      means[i] += before / count;
      squares[i] += before * (values[i] - means[i]);
    }
  }

  /** The variances; at least one array was added. */
  public float[] variances() {
    if (count == 0) {
      throw new IllegalStateException("a variance takes at least one array, got none");
    }
    float[] variances = new float[squares.length];
    for (int i = 0; i < variances.length; i++) {
      variances[i] = squares[i] / count;
    }
    return variances;
  }
}
