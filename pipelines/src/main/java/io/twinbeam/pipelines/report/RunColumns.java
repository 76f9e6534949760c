package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVRecord;

/**
 * How tables and pages name a run. Tables have a column {@code fold} only where runs have folds:
 * those of experiments without stay as they were.
 */
public final class RunColumns {

  private static final String METHOD = "method";
  private static final String FOLD = "fold";
  private static final String SEED = "seed";

  private RunColumns() {}

  /** The names of columns: those of a run, then {@code others}. */
  public static Object[] names(boolean folded, Object... others) {
    return row(folded, METHOD, FOLD, SEED, others);
  }

  /** The cells of {@code run}, then {@code others}. */
  public static Object[] cells(RunName run, Object... others) {
    return row(run.fold() > 0, run.method(), run.fold(), run.seed(), others);
  }

  private static Object[] row(
      boolean folded, Object method, Object fold, Object seed, Object... others) {
    List<Object> row = new ArrayList<>();
    row.add(method);
    if (folded) {
      row.add(fold);
    }
    row.add(seed);
    row.addAll(List.of(others));
    return row.toArray();
  }

  /** The run that a row is about. */
  public static RunName of(CSVRecord row) {
    int fold = row.isMapped(FOLD) ? Integer.parseInt(row.get(FOLD)) : 0;
    return new RunName(row.get(METHOD), fold, Long.parseLong(row.get(SEED)));
  }

  /** A run of a known method, such as {@code fold 2, seed 1}. */
  static String words(RunName run) {
    return (run.fold() == 0 ? "" : "fold " + run.fold() + ", ") + "seed " + run.seed();
  }
}
