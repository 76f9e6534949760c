package io.twinbeam.model.network;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Optional;

/**
 * Numbers on the heap with a shape, in C order. Holds its arrays without copying: do not change
 * them.
 */
public final class Tensor {

  private final long[] shape;
  private final float[] values;

  /**
   * @param shape sizes, none negative; no sizes at all make a single number
   * @param values as many as the sizes multiply to
   */
  public Tensor(long[] shape, float[] values) {
    long count = count(shape);
    if (count != values.length) {
      throw new IllegalArgumentException(
          "a tensor of shape "
              + Arrays.toString(shape)
              + " takes "
              + count
              + " values, got "
              + values.length);
    }
    this.shape = shape;
    this.values = values;
  }

  /** A copy of {@code array} on the heap; the array must be float32. */
  public static Tensor copyOf(NDArray array) {
    return new Tensor(array.getShape().getShape(), array.toFloatArray());
  }

  /** The product of the sizes. */
  static long count(long... shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(shape) + " has a size below 0");
      }
      count = Math.multiplyExact(count, size);
    }
    return count;
  }

  /** The backing array itself. */
  public long[] shape() {
    return shape;
  }

  /** The backing array itself, C order. */
  public float[] values() {
    return values;
  }

  /** The first value that is NaN or infinite; empty where all are finite. */
  public Optional<Float> firstNotFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
