package io.twinbeam.pipelines.verify;

import java.util.Comparator;

/**
 * Something that has a digest.
 *
 * @param stage that made it
 * @param name of a file in the run directory, or of a case
 */
public record Item(RunStage stage, String name) implements Comparable<Item> {

  private static final Comparator<Item> ORDER =
      Comparator.comparing(Item::stage).thenComparing(Item::name);

  @Override
  public int compareTo(Item other) {
    return ORDER.compare(this, other);
  }
}
