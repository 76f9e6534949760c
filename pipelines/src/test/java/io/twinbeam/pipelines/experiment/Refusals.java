package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Problem;
import java.util.List;

/** What the reader says of files that it refuses. */
final class Refusals {

  /** The least that a file must say. */
  static final String LEAST =
      """
      name: least
      data: {folder: somewhere, classes: {organ: [1]}}
      methods: [supervised]
      """;

  private Refusals() {}

  /** The problems of {@code text}, as {@code line:column: message}. */
  static List<String> of(String text) {
    return assertThrows(InvalidFileException.class, () -> ExperimentFile.parse(text, "some.yaml"))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  /** The problems of the least file with {@code lines} after its end, without their places. */
  static List<String> messagesWith(String lines) {
    return of(LEAST + lines).stream().map(line -> line.replaceFirst("^\\d+:\\d+: ", "")).toList();
  }
}
