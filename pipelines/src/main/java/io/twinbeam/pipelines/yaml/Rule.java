package io.twinbeam.pipelines.yaml;

import io.twinbeam.model.volume.GridShape;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a single value of the file must be.
 *
 * @param words completes the sentence "must be ..."
 * @param reader the value of a text; null, or an IllegalArgumentException, where it breaks the rule
 */
public record Rule<T>(String words, Function<String, T> reader) {

  // Java's own parsers also take 1f, 0x1p3, NaN, and digits of any script.
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  private static final Pattern SHAPE = Pattern.compile("[0-9]{1,5}x[0-9]{1,5}x[0-9]{1,5}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MAX_SIZE = 2048;

  public static Rule<Long> whole(long low, long high) {
    return new Rule<>(
        "a whole number from " + low + " to " + high,
        text -> {
          Long number = WHOLE.matcher(text).matches() ? Long.valueOf(text) : null;
          return number != null && number >= low && number <= high ? number : null;
        });
  }

  public static Rule<Double> number(double low, double high) {
    return new Rule<>(
        "a number from " + plain(low) + " to " + plain(high),
        text -> decimal(text).filter(number -> number >= low && number <= high).orElse(null));
  }

  public static Rule<Boolean> flag() {
    return oneOf("true or false", Map.of("true", true, "false", false));
  }

  /** One of the keys of {@code choices}, whose order is that of the message. */
  public static <T> Rule<T> oneOf(Map<String, T> choices) {
    return oneOf("one of " + String.join(", ", choices.keySet()), choices);
  }

  private static <T> Rule<T> oneOf(String words, Map<String, T> choices) {
    return new Rule<>(words, choices::get);
  }

  /** A shape of at most 2048 voxels along an axis and at most {@code maxVoxels} in all. */
  public static Rule<GridShape> shape(long maxVoxels) {
    return new Rule<>(
        "three sizes from 1 to "
            + MAX_SIZE
            + " joined by x, such as 32x48x32, of at most "
            + maxVoxels
            + " voxels",
        text -> {
          GridShape shape = SHAPE.matcher(text).matches() ? GridShape.parse(text) : null;
          return shape != null
                  && Math.max(shape.x(), Math.max(shape.y(), shape.z())) <= MAX_SIZE
                  && shape.voxels() <= maxVoxels
              ? shape
              : null;
        });
  }

  /** A name that serves as a folder's on every file system. */
  public static Rule<String> name() {
    return new Rule<>(
        "1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit",
        text -> NAME.matcher(text).matches() ? text : null);
  }

  /** A text that is not blank and can be printed on one line. */
  public static Rule<String> text() {
    return new Rule<>(
        "a text on one line",
        text -> text.isBlank() || text.chars().anyMatch(Character::isISOControl) ? null : text);
  }

  /** The value of {@code text}, or empty where it breaks the rule. */
  public Optional<T> read(String text) {
    try {
      return Optional.ofNullable(reader.apply(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // The rule's words say what was expected better than the parser.
    }
  }

  /** The finite number that {@code text} writes in decimal, or empty. */
  public static Optional<Double> decimal(String text) {
    return DECIMAL.matcher(text).matches()
        ? Optional.of(Double.valueOf(text)).filter(Double::isFinite)
        : Optional.empty();
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
