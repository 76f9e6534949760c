package io.twinbeam.pipelines.report;

/**
 * What a reader of a comparison must know before its numbers.
 *
 * @param title a sentence
 * @param text what it means
 */
public record Warning(String title, String text) {

  /** Both on one line. */
  public String line() {
    return title + " " + text;
  }
}
