package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;

/**
 * A quantile of many values on the device, by selection rather than a sort (torch's own quantile
 * refuses more than 2^24 values). Only the two neighbouring order statistics reach the Java heap.
 */
final class EntropyQuantile {

  private EntropyQuantile() {}

  /**
   * The rho-quantile by linear interpolation between order statistics, as NumPy's default; never
   * above the upper of the two, and exactly the lower where the position is whole, so that ties at
   * the threshold are kept.
   *
   * @param values (n), n at least 1
   */
  static float of(NDArray values, double rho) {
    long count = values.size();
    double position = rho * (count - 1);
    long below = (long) position;
    int selected = (int) Math.min(below + 2, count);
    NDArray smallest = values.topK(selected, 0, false, false).get(0);
    float[] last = smallest.topK(Math.min(selected, 2), 0, true, true).get(0).toFloatArray();
    boolean atEnd = selected < below + 2;
    double low = last[atEnd ? 0 : last.length - 1];
    return (float) (low + (last[0] - low) * (position - below));
  }
}
