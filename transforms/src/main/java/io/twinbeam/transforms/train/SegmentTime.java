package io.twinbeam.transforms.train;

/**
 * When the steps of a segment were, as far as their number tells.
 *
 * @param from steps done before
 * @param to steps done after
 * @param startedSeconds since 1970
 * @param seconds that the steps took, waiting for a turn included
 * @param startedNanos by the clock that measures durations
 */
record SegmentTime(long from, long to, double startedSeconds, double seconds, long startedNanos) {

  /** A segment that begins. */
  static SegmentTime now() {
    return new SegmentTime(0, 0, System.currentTimeMillis() * 1e-3, 0, System.nanoTime());
  }

  /** The same segment, which now is after step {@code to}. */
  SegmentTime until(long from, long to) {
    double elapsed = (System.nanoTime() - startedNanos) * 1e-9;
    return new SegmentTime(from, to, startedSeconds, elapsed, startedNanos);
  }

  double stepsPerSecond() {
    return (to - from) / Math.max(seconds, 1e-9);
  }

  /** Seconds since 1970 when {@code step}, counted from 0, was done; those before are the start. */
  double of(long step) {
    double share = Math.max(0, Math.min(1, (step + 1.0 - from) / Math.max(1, to - from)));
    return startedSeconds + share * seconds;
  }
}
