package io.twinbeam.pipelines.yaml;

/**
 * One thing wrong with a file.
 *
 * @param line from 1
 * @param column from 1
 * @param message what must hold, what stands there, how to mend it
 */
public record Problem(int line, int column, String message) {

  @Override
  public String toString() {
    return line + ":" + column + ": " + message;
  }
}
