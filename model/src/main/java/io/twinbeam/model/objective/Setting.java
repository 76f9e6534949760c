package io.twinbeam.model.objective;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One setting that a term declares: its default and the values it takes.
 *
 * @param name as it stands in an experiment file
 * @param standard the default, a Double, a Boolean or a String
 * @param range the values allowed, in words or interval notation, such as {@code in (0, 1]}
 * @param low the least number allowed; not used for others
 * @param lowIncluded whether {@code low} itself is allowed
 * @param high the greatest number allowed, included
 * @param whole whether only whole numbers are allowed
 * @param choices the words allowed, the default first; empty for others
 */
public record Setting(
    String name,
    Object standard,
    String range,
    double low,
    boolean lowIncluded,
    double high,
    boolean whole,
    List<String> choices) {

  public Setting {
    choices = List.copyOf(choices);
  }

  /** A share above 0 and up to 1. */
  static Setting share(String name, double standard) {
    return new Setting(name, standard, "in (0, 1]", 0, false, 1, false, List.of());
  }

  /** A number from {@code low} to {@code high}, both included. */
  static Setting number(String name, double standard, double low, double high) {
    String range = "in [" + plain(low) + ", " + plain(high) + "]";
    return new Setting(name, standard, range, low, true, high, false, List.of());
  }

  /** A whole number from {@code low} to {@code high}, both included. */
  static Setting count(String name, int standard, int low, int high) {
    String range = "a whole number in [" + low + ", " + high + "]";
    return new Setting(name, (double) standard, range, low, true, high, true, List.of());
  }

  static Setting flag(String name, boolean standard) {
    return new Setting(name, standard, "true or false", 0, true, 0, false, List.of());
  }

  /** One of several words. */
  static Setting choice(String name, String standard, String... others) {
    List<String> choices = Stream.concat(Stream.of(standard), Stream.of(others)).toList();
    String range = "one of " + String.join(", ", choices);
    return new Setting(name, standard, range, 0, true, 0, false, choices);
  }

  /** What is wrong with {@code value}, such as {@code "must be in (0, 1], is 3"}. */
  public Optional<String> problem(Object value) {
    return fits(value)
        ? Optional.empty()
        : Optional.of("must be " + range + ", is " + shown(value));
  }

  private boolean fits(Object value) {
    if (standard instanceof Boolean) {
      return value instanceof Boolean;
    }
    if (standard instanceof String) {
      return value instanceof String word && choices.contains(word);
    }
    return value instanceof Number number && takes(number.doubleValue());
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
