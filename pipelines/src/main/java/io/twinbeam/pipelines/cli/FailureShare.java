package io.twinbeam.pipelines.cli;

/**
 * The share of cases that may fail before a run counts as failed.
 *
 * @param share 0 to 1
 */
record FailureShare(double share) {

  /** Reads a percentage such as {@code 5%}. */
  static FailureShare parse(String text) {
    try {
      double percent =
          Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : "x");
      if (percent >= 0 && percent <= 100) {
        return new FailureShare(percent / 100);
      }
    } catch (NumberFormatException e) {
      // Falls through to the message below.
    }
    throw new UsageException("--maxFailed must be a percentage from 0% to 100%, is " + text);
  }

  boolean covers(long failed, long all) {
    return failed <= share * all;
  }
}
