package io.twinbeam.pipelines.verify;

import com.google.common.collect.Sets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two sets of digests side by side.
 *
 * @param rows one for each item of either, in the order of stages and names
 */
public record Comparison(List<Row> rows) {

  public Comparison {
    rows = List.copyOf(rows);
  }

  /** How an item fared. */
  public enum Outcome {
    SAME,
    DIFFERS,
    MISSING,
    ADDITIONAL
  }

  /**
   * An item.
   *
   * @param recorded its digest as the run recorded it; empty where it did not
   * @param now the digest to compare with; empty where there is none
   */
  public record Row(Item item, String recorded, String now) {

    public Outcome outcome() {
      if (recorded.equals(now)) {
        return Outcome.SAME;
      }
      return now.isEmpty()
          ? Outcome.MISSING
          : recorded.isEmpty() ? Outcome.ADDITIONAL : Outcome.DIFFERS;
    }
  }

  /**
   * A run and its rerun. What the run did not record is left out. A case that failed in one of them
   * alone differs from preprocessing on: its bytes are recorded by the other only.
   */
  public static Comparison of(RunRecord recorded, RunRecord again) throws IOException {
    Set<String> failedOnce =
        Sets.symmetricDifference(recorded.failures().keySet(), again.failures().keySet());
    SortedMap<Item, String> now = again.digests(failedOnce);
    if (!recorded.knowsPreprocessed()) {
      now.keySet().removeIf(item -> item.stage() == RunStage.PREPROCESSING);
    }
    return of(recorded.digests(failedOnce), now);
  }

  /**
   * What a run recorded of its results and what lies in its directory today.
   *
   * @param present digests by file
   */
  public static Comparison of(RunRecord recorded, Map<String, String> present) {
    return of(items(recorded.results()), items(present));
  }

  private static SortedMap<Item, String> items(Map<String, String> files) {
    SortedMap<Item, String> items = new TreeMap<>();
    files.forEach((file, digest) -> items.put(new Item(RunStage.of(file), file), digest));
    return items;
  }

  private static Comparison of(SortedMap<Item, String> recorded, SortedMap<Item, String> now) {
    Set<Item> all = new TreeSet<>(recorded.keySet());
    all.addAll(now.keySet());
    List<Row> rows = new ArrayList<>();
    for (Item item : all) {
      rows.add(new Row(item, recorded.getOrDefault(item, ""), now.getOrDefault(item, "")));
    }
    return new Comparison(rows);
  }

  /** The rows that are not the same. */
  public List<Row> differences() {
    return rows.stream().filter(row -> row.outcome() != Outcome.SAME).toList();
  }

  public boolean same() {
    return differences().isEmpty();
  }

  public long count(RunStage stage, Outcome outcome) {
    return rows.stream()
        .filter(row -> row.item().stage() == stage && row.outcome() == outcome)
        .count();
  }

  /** The first stage, in the order of a run, with a row that is not the same. */
  public Optional<RunStage> earliest() {
    return differences().stream().map(row -> row.item().stage()).findFirst();
  }
}
