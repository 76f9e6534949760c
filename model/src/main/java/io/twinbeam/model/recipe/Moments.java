package io.twinbeam.model.recipe;

/**
 * Count, mean and spread of values, mergeable without loss of digits where the mean is large
 * against the spread. Merging is not associative to the last bit, so merge in a fixed order.
 *
 * @param count of the values
 * @param mean 0 where there are none
 * @param squares the sum of squared distances from the mean
 */
public record Moments(long count, double mean, double squares) {

  public static final Moments NONE = new Moments(0, 0, 0);

  /** Of both sets of values; Chan, Golub and LeVeque 1979. */
  public Moments and(Moments other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long both = count + other.count;
    double apart = other.mean - mean;
    double share = (double) other.count / both;
    return new Moments(
        both, mean + apart * share, squares + other.squares + apart * apart * count * share);
  }

  /** Standard deviation of the values as a whole population. */
  public double deviation() {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }
}
