package io.twinbeam.pipelines.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A file cannot be used; lists all of its problems in the order of the file. */
public final class InvalidFileException extends RuntimeException {

  private final List<Problem> problems;

  InvalidFileException(String file, List<Problem> problems) {
    super(problems.stream().map(problem -> file + ":" + problem).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
