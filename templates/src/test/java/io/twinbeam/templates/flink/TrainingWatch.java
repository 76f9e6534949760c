package io.twinbeam.templates.flink;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells by the logs of the TaskManagers which of them trains, and how far it came since. */
final class TrainingWatch {

  private static final Pattern SEGMENT = Pattern.compile("train \\S+: step \\d+/\\d+");
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final FlinkCluster cluster;
  private final Map<LoggedProcess, Long> before = new HashMap<>();

  /** Counts from now on. */
  TrainingWatch(FlinkCluster cluster) throws IOException {
    this.cluster = cluster;
    for (LoggedProcess process : cluster.taskManagers()) {
      before.put(process, segments(process));
    }
  }

  /** The living TaskManager that is the first to have trained {@code more} segments. */
  LoggedProcess await(int more, Submission run) throws Exception {
    return Waiting.until(
        more + " more training segments on a TaskManager",
        LIMIT,
        () -> {
          if (!run.isRunning()) {
            throw new AssertionError("the run ended too early; " + run.tail());
          }
          return trained(more);
        });
  }

  private Optional<LoggedProcess> trained(int more) throws IOException {
    for (LoggedProcess process : cluster.taskManagers()) {
      if (segments(process) - before.getOrDefault(process, 0L) >= more) {
        return Optional.of(process);
      }
    }
    return Optional.empty();
  }

  private static long segments(LoggedProcess process) throws IOException {
    return SEGMENT.matcher(process.text()).results().count();
  }
}
