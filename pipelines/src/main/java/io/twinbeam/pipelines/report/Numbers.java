package io.twinbeam.pipelines.report;

import java.util.Locale;

/** Numbers as a report writes them: a point, a true minus sign, a dash where undefined. */
final class Numbers {

  static final String UNDEFINED = "\u2013";

  private Numbers() {}

  static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return UNDEFINED;
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    boolean negative = text.chars().anyMatch(c -> c >= '1' && c <= '9') && text.startsWith("-");
    return (negative ? "\u2212" : "") + text.replace("-", "");
  }

  /** A coordinate of a drawing, to a tenth of a pixel. */
  static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
