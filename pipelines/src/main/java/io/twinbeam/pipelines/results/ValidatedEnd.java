package io.twinbeam.pipelines.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.pipelines.report.RunColumns;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;

/**
 * Where a run ended that was validated while it was trained.
 *
 * @param fold the run's, where there are folds
 * @param steps the number of steps that were done
 * @param bestSteps the number of steps of the checkpoint that is the result, the earliest of equals
 * @param validationDice the mean Dice of the validation cases there
 */
public record ValidatedEnd(
    String method,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt fold,
    long seed,
    long steps,
    long bestSteps,
    double validationDice) {

  private static final Comparator<RunName> ORDER =
      Comparator.comparing(RunName::method)
          .thenComparing(RunName::fold)
          .thenComparing(RunName::seed);

  /**
   * Those of the runs that did not fail, by method, fold and seed; none where nothing was trained.
   *
   * @param firstStep of the last round, which the result comes from
   */
  static List<ValidatedEnd> read(RunDirectory directory, long firstStep) throws IOException {
    Path training = directory.path().resolve(RunDirectory.TRAINING);
    if (!Folders.exists(training)) {
      return List.of();
    }
    Map<RunName, ValidatedEnd> ends = new TreeMap<>(ORDER);
    // Rows come in the order of their steps.
    for (CSVRecord row :
        CsvTable.read(
            training,
            row ->
                row.get("term").equals(StepLog.VALIDATION_DICE)
                    && Long.parseLong(row.get("step")) >= firstStep)) {
      RunName run = RunColumns.of(row);
      ends.merge(run, of(run, row), ValidatedEnd::followedBy);
    }
    // Logs of runs that failed end too, but with no weights.
    List<ValidatedEnd> withWeights = new ArrayList<>();
    for (Map.Entry<RunName, ValidatedEnd> end : ends.entrySet()) {
      String weights = RunDirectory.weights(end.getKey().runId(), "a");
      if (Folders.exists(directory.path().resolve(weights))) {
        withWeights.add(end.getValue());
      }
    }
    return List.copyOf(withWeights);
  }

  private static ValidatedEnd of(RunName run, CSVRecord row) {
    long steps = Long.parseLong(row.get("step")) + 1;
    return new ValidatedEnd(
        run.method(),
        run.fold() == 0 ? OptionalInt.empty() : OptionalInt.of(run.fold()),
        run.seed(),
        steps,
        steps,
        Double.parseDouble(row.get("value")));
  }

  private ValidatedEnd followedBy(ValidatedEnd later) {
    return later.validationDice > validationDice
        ? later
        : new ValidatedEnd(method, fold, seed, later.steps, bestSteps, validationDice);
  }

  /** In words, for a terminal. */
  public String words(long allSteps) {
    return String.format(
        Locale.ROOT,
        "%s ended after %d of %d steps; its result is the checkpoint after %d, validation Dice %.4f",
        new RunName(method, fold.orElse(0), seed).runId(),
        steps,
        allSteps,
        bestSteps,
        validationDice);
  }
}
