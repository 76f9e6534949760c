package io.twinbeam.pipelines.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The first line at which two tables differ: of training logs, the step where runs part. */
public final class FirstDifference {

  private static final String END = "its end";

  private FirstDifference() {}

  /** In words; empty where both tables are the same. */
  public static Optional<String> between(Path recorded, Path again) throws IOException {
    try (BufferedReader before = Files.newBufferedReader(recorded);
        BufferedReader now = Files.newBufferedReader(again)) {
      int number = 1;
      String one = before.readLine();
      String other = now.readLine();
      while (one != null && one.equals(other)) {
        number++;
        one = before.readLine();
        other = now.readLine();
      }
      return Objects.equals(one, other)
          ? Optional.empty()
          : Optional.of(
              String.format(
                  "%s differs first in line %d: %s in the run, %s here",
                  recorded.getFileName(),
                  number,
                  Objects.requireNonNullElse(one, END),
                  Objects.requireNonNullElse(other, END)));
    }
  }
}
