package io.twinbeam.transforms.split;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How cases are divided.
 *
 * @param seed orders the cases
 * @param test the cases kept for the test, among those that have a label map; not heeded where
 *     there are folds
 * @param validation the cases kept to choose settings by, among the others that have one
 * @param labelled the training cases whose label maps training may see
 * @param folds the number of parts into which the cases with a label map are divided, each of which
 *     is the test part of the runs of its fold; empty, and then no part of the JSON that names
 *     runs, where there is one test part
 */
public record SplitSettings(
    long seed,
    Part test,
    Part validation,
    Part labelled,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt folds) {

  public SplitSettings {
    // Older files do not name these.
    validation = validation == null ? Part.ofCount(0) : validation;
    folds = folds == null ? OptionalInt.empty() : folds;
  }

  /** A split without folds. */
  public SplitSettings(long seed, Part test, Part validation, Part labelled) {
    this(seed, test, validation, labelled, OptionalInt.empty());
  }

  /** A split without validation cases. */
  public SplitSettings(long seed, Part test, Part labelled) {
    this(seed, test, Part.ofCount(0), labelled);
  }

  /** The folds that runs are made for: 1, 2 and so on, or 0 alone where there are none. */
  public List<Integer> foldNumbers() {
    return folds.isEmpty()
        ? List.of(0)
        : IntStream.rangeClosed(1, folds.getAsInt()).boxed().toList();
  }

  /**
   * A part of a set of cases: exactly one of the three is used.
   *
   * @param share a share of the set, 0 to 1; negative where unused
   * @param count a number of cases; negative where unused
   * @param caseIds the cases themselves; empty where unused
   */
  public record Part(double share, int count, List<String> caseIds) {

    public Part {
      caseIds = List.copyOf(caseIds);
    }

    public static Part ofShare(double share) {
      return new Part(share, -1, List.of());
    }

    public static Part ofCount(int count) {
      return new Part(-1, count, List.of());
    }

    public static Part ofCases(List<String> caseIds) {
      return new Part(-1, -1, caseIds);
    }

    /** Whether the part is empty however many cases there are. */
    public boolean takesNone() {
      return count <= 0 && share < 0 && caseIds.isEmpty();
    }

    /** How many of {@code available} cases the part takes; a share rounds, but never to none. */
    int size(int available) {
      if (count < 0 && share < 0) {
        return 0; // An empty list of cases.
      }
      int wanted = count >= 0 ? count : (int) Math.max(1, Math.round(share * available));
      return Math.min(wanted, available);
    }
  }
}
