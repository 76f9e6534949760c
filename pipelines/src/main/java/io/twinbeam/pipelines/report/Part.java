package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.evaluate.CaseMetrics;
import java.util.Comparator;

/**
 * What a figure is about, as tables name it: the id of a foreground class, {@link #POOLED} or
 * {@link #ALL}.
 */
final class Part {

  /** The union of all foreground classes, measured as one object. */
  static final String POOLED = CaseMetrics.POOLED_NAME;

  /** The results of every class, one by one. */
  static final String ALL = "all";

  /** All, pooled, then classes by id. */
  static final Comparator<String> ORDER =
      Comparator.comparingLong(Part::rank).thenComparing(Comparator.naturalOrder());

  private Part() {}

  private static long rank(String part) {
    return switch (part) {
      case ALL -> -2;
      case POOLED -> -1;
      default -> part.matches("\\d{1,9}") ? Long.parseLong(part) : Long.MAX_VALUE;
    };
  }

  static boolean isClass(String part) {
    return !part.equals(ALL) && !part.equals(POOLED);
  }
}
