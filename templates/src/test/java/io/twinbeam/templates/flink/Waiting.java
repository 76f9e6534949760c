package io.twinbeam.templates.flink;

import java.time.Duration;
import java.util.Optional;

/** Waits for what other processes do, but not for ever. */
final class Waiting {

  private static final long PAUSE_MILLIS = 100;

  private Waiting() {}

  /** Asks once. */
  @FunctionalInterface
  interface Question<T> {
    Optional<T> ask() throws Exception;
  }

  /**
   * The first answer to {@code question}.
   *
   * @param what is waited for, for the message
   * @throws AssertionError where none comes within {@code limit}
   */
  static <T> T until(String what, Duration limit, Question<T> question) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> answer = question.ask();
      if (answer.isPresent()) {
        return answer.get();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new AssertionError(what + " did not come within " + limit.toSeconds() + " s");
  }
}
