package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.yaml.InvalidFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/** What is wrong with a command line, all of it: a check runs whatever those before it found. */
final class Problems {

  private final List<String> found = new ArrayList<>();

  /** Gives a value, or refuses it. */
  @FunctionalInterface
  interface Check<V> {
    V get() throws IOException;
  }

  /** What {@code check} gives; null where it refuses, which is kept. */
  @Nullable
  <V> V collect(Check<V> check) throws IOException {
    try {
      return check.get();
    } catch (UsageException | InvalidFileException e) {
      found.add(e.getMessage());
      return null;
    }
  }

  /**
   * Ends the checks.
   *
   * @throws UsageException with all that was refused, a line or more each
   */
  void throwAny() {
    if (!found.isEmpty()) {
      // What holds for input and output alike was found twice.
      throw new UsageException(found.stream().distinct().collect(Collectors.joining("\n")));
    }
  }
}
