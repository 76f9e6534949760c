package io.twinbeam.pipelines.report;

import java.math.BigDecimal;
import java.math.MathContext;
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

  /** With about three significant digits, for measures of any size. */
  static String brief(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return value == 0 ? "0" : UNDEFINED;
    }
    int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
    if (magnitude < -4 || magnitude > 5) {
      return String.format(Locale.ROOT, "%.1e", value)
          .replaceFirst("e-0?", "e\u2212")
          .replaceFirst("e\\+0?", "e");
    }
    return fixed(value, Math.max(0, 2 - magnitude));
  }

  /** A share of 1 as per cent. */
  static String percent(double share, int decimals) {
    return Double.isFinite(share) ? fixed(100 * share, decimals) + "\u00a0%" : UNDEFINED;
  }

  /** A probability of a test, never as certain. */
  static String p(double value) {
    return value < 0.001 ? "< 0.001" : fixed(value, 3);
  }

  static String interval(Moments moments, int decimals) {
    return interval(moments.low(), moments.high(), decimals);
  }

  static String interval(double low, double high, int decimals) {
    return Double.isNaN(low) || Double.isNaN(high)
        ? UNDEFINED
        : "[" + fixed(low, decimals) + ", " + fixed(high, decimals) + "]";
  }

  /** A number for a chart: six significant digits, null where undefined. */
  static Double plotted(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(6)).doubleValue()
        : null;
  }
}
