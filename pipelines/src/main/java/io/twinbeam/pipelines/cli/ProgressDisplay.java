package io.twinbeam.pipelines.cli;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shows a line again and again while something runs, and once more when that has ended. */
final class ProgressDisplay {

  private final Supplier<String> line;
  private final LiveLine place;
  private final Duration interval;

  /**
   * @param line the line as it is by now; asked by one thread at a time
   * @param place where it is shown
   */
  ProgressDisplay(Supplier<String> line, LiveLine place, Duration interval) {
    this.line = line;
    this.place = place;
    this.interval = interval;
  }

  /**
   * What {@code work} gives. Whether it fails or not, no line is shown after it, and none that goes
   * wrong makes it fail.
   */
  <V> V during(Supplier<V> work) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setNameFormat("progress").setDaemon(true).build());
    place.open();
    ScheduledFuture<?> ticks =
        clock.scheduleAtFixedRate(
            this::show, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return work.get();
    } finally {
      ticks.cancel(false);
      stop(clock);
      show();
      place.close();
    }
  }

  private void show() {
    try {
      place.show(line.get());
    } catch (RuntimeException e) {
      place.show("progress cannot be told: " + e);
    }
  }

  private static void stop(ScheduledExecutorService clock) {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
        clock.shutdownNow(); // Whoever reads the lines is slow; results are not to wait for it.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
