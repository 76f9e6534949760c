package io.twinbeam.pipelines.dryrun;

import java.util.Locale;

/** Sizes and durations in words, with two digits at least. */
final class Amounts {

  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

  private Amounts() {}

  /** Such as {@code 13 MB}. */
  static String bytes(long bytes) {
    double amount = bytes / 1000.0;
    int unit = 0;
    while (amount >= 1000 && unit < UNITS.length - 1) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, UNITS[unit]);
  }

  /** Such as {@code 45 s}, {@code 12 min} or {@code 3.2 h}. */
  static String duration(double seconds) {
    if (seconds < 90) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    if (seconds < 5400) {
      return String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
    return seconds < 172_800
        ? String.format(Locale.ROOT, "%.1f h", seconds / 3600)
        : String.format(Locale.ROOT, "%.1f days", seconds / 86_400);
  }
}
