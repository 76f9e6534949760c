package io.twinbeam.pipelines.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A linear map from values to pixels with round tick marks.
 *
 * @param low the value at pixel {@code from}
 * @param high the value at pixel {@code to}
 */
record Scale(double low, double high, double from, double to) {

  /** A scale over at least low .. high whose ends are tick marks. */
  static Scale rounded(double low, double high, double from, double to) {
    double top = high > low ? high : low + (low == 0 ? 1 : Math.abs(low));
    double step = step(top - low);
    // A hair of slack: 1e-5 / 5e-6 is a little over 2.
    double first = Math.floor(low / step + 1e-9);
    double last = Math.ceil(top / step - 1e-9);
    return new Scale(first * step, last * step, from, to);
  }

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** Tick values from low to high, steps of 1, 2 or 5 times a power of ten. */
  List<Double> ticks() {
    double step = step(high - low);
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (long i = first; i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** A tick's text, with as many digits as tell it from its neighbours. */
  String label(double tick) {
    int magnitude = exponent(step(high - low));
    if (tick == 0) {
      return "0";
    }
    if (magnitude < -4 || magnitude > 5) {
      int digits = Math.max(0, exponent(Math.abs(tick)) - magnitude);
      return String.format(Locale.ROOT, "%." + digits + "e", tick)
          .replaceFirst("e-0?", "e\u2212")
          .replaceFirst("e\\+0?", "e");
    }
    return Numbers.fixed(tick, Math.max(0, -magnitude));
  }

  private static int exponent(double value) {
    return (int) Math.floor(Math.log10(value) + 1e-9);
  }

  private static double step(double range) {
    double raw = range / 4;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double digit = raw / power;
    return power * (digit > 7 ? 10 : digit > 3.4 ? 5 : digit > 1.4 ? 2 : 1);
  }
}
