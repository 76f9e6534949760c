package io.twinbeam.pipelines.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/** Steps per second over the last minute, as earlier ones tell little of those to come. */
final class StepRate {

  private static final double WINDOW_SECONDS = 60;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(double seconds, long steps) {}

  /**
   * The rate after one more look.
   *
   * @param seconds when it was, on any clock that does not go back
   * @param steps trained until then
   * @return 0 where it is not known yet
   */
  double after(double seconds, long steps) {
    Sample now = new Sample(seconds, steps);
    samples.addLast(now);
    while (seconds - samples.getFirst().seconds() > WINDOW_SECONDS && samples.size() > 2) {
      samples.removeFirst();
    }
    Sample from = samples.getFirst();
    // Until the first step there is nothing to measure; that time would count as slow training.
    while (samples.size() > 2 && secondOldest().steps() == 0) {
      samples.removeFirst();
      from = samples.getFirst();
    }
    return seconds > from.seconds() ? (steps - from.steps()) / (seconds - from.seconds()) : 0;
  }

  private Sample secondOldest() {
    return samples.stream().skip(1).findFirst().orElseThrow();
  }
}
