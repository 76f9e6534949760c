package io.twinbeam.model.objective;

import java.util.Optional;

/**
 * One setting that a term declares: its default and the values it takes.
 *
 * @param name as it stands in an experiment file
 * @param standard the default, a Double or a Boolean
 * @param range the values allowed, in words or interval notation, such as {@code in (0, 1]}
 * @param low the least number allowed; not used for a Boolean
 * @param lowIncluded whether {@code low} itself is allowed
 * @param high the greatest number allowed, included
 * @param whole whether only whole numbers are allowed
 */
public record Setting(
    String name,
    Object standard,
    String range,
    double low,
    boolean lowIncluded,
    double high,
    boolean whole) {

  /** A share above 0 and up to 1. */
  static Setting share(String name, double standard) {
    return new Setting(name, standard, "in (0, 1]", 0, false, 1, false);
  }

  /** A number from {@code low} to {@code high}, both included. */
  static Setting number(String name, double standard, double low, double high) {
    String range = "in [" + plain(low) + ", " + plain(high) + "]";
    return new Setting(name, standard, range, low, true, high, false);
  }

  /** A whole number from {@code low} to {@code high}, both included. */
  static Setting count(String name, int standard, int low, int high) {
    String range = "a whole number in [" + low + ", " + high + "]";
    return new Setting(name, (double) standard, range, low, true, high, true);
  }

  static Setting flag(String name, boolean standard) {
    return new Setting(name, standard, "true or false", 0, true, 0, false);
  }

  /** What is wrong with {@code value}, such as {@code "must be in (0, 1], is 3"}. */
  public Optional<String> problem(Object value) {
    boolean fits =
        standard instanceof Boolean
            ? value instanceof Boolean
            : value instanceof Number number && takes(number.doubleValue());
    return fits ? Optional.empty() : Optional.of("must be " + range + ", is " + shown(value));
  }

  private boolean takes(double value) {
    return (lowIncluded ? value >= low : value > low)
        && value <= high
        && (!whole || value == Math.rint(value));
  }

  static String shown(Object value) {
    return value instanceof Double number ? plain(number) : String.valueOf(value);
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
