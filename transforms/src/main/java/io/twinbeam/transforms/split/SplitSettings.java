package io.twinbeam.transforms.split;

import java.util.List;

/**
 * How cases are divided.
 *
 * @param seed orders the cases
 * @param test the cases kept for the test, among those that have a label map
 * @param validation the cases kept to choose settings by, among the others that have one
 * @param labelled the training cases whose label maps training may see
 */
public record SplitSettings(long seed, Part test, Part validation, Part labelled) {

  public SplitSettings {
    validation = validation == null ? Part.ofCount(0) : validation; // Older files do not name it.
  }

  /** A split without validation cases. */
  public SplitSettings(long seed, Part test, Part labelled) {
    this(seed, test, Part.ofCount(0), labelled);
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
