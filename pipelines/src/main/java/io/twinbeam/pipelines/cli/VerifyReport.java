package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.verify.Comparison;
import io.twinbeam.pipelines.verify.Comparison.Outcome;
import io.twinbeam.pipelines.verify.Comparison.Row;
import io.twinbeam.pipelines.verify.Explanation;
import io.twinbeam.pipelines.verify.FirstDifference;
import io.twinbeam.pipelines.verify.RunRecord;
import io.twinbeam.pipelines.verify.RunStage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** What a verification found, for a terminal. */
final class VerifyReport {

  /** A list longer than this is cut; the table has the count. */
  private static final int SHOWN = 20;

  private static final int DIGEST_DIGITS = 12;

  private final RunRecord recorded;
  private final RunRecord again;
  private final Explanation explanation;
  private final Comparison rerun;
  private final Comparison directory;

  /**
   * @param recorded that of the run
   * @param again that of its rerun
   * @param idHere the run ID that the recorded settings give with the data that were found
   */
  VerifyReport(RunRecord recorded, RunRecord again, String idHere) throws IOException {
    this.recorded = recorded;
    this.again = again;
    this.explanation = new Explanation(recorded, again, idHere);
    this.rerun = Comparison.of(recorded, again);
    this.directory = Comparison.of(recorded, Provenance.digests(recorded.directory()));
  }

  /** Prints all of it and returns the exit status. */
  int print(PrintWriter out) throws IOException {
    table(out);
    list(rerun, VerifyReport::ofRerun, out);
    if (!directory.same()) {
      out.println("The run directory was changed after the run; run.json records other files:");
      list(directory, this::ofDirectory, out);
    }
    if (rerun.same()) {
      passedOver(out);
    } else {
      explain(rerun.earliest().orElseThrow(), out);
    }
    out.println(verdict());
    out.flush();
    return rerun.same() && directory.same() ? ExitCode.OK : Twinbeam.FAILED;
  }

  private void table(PrintWriter out) {
    out.printf("%-16s%8s%9s%9s%12s%n", "stage", "same", "differs", "missing", "additional");
    for (RunStage stage : RunStage.values()) {
      out.printf(
          "%-16s%8d%9d%9d%12d%n",
          stage.words(),
          rerun.count(stage, Outcome.SAME),
          rerun.count(stage, Outcome.DIFFERS),
          rerun.count(stage, Outcome.MISSING),
          rerun.count(stage, Outcome.ADDITIONAL));
    }
  }

  private static void list(Comparison comparison, Function<Row, String> words, PrintWriter out) {
    List<Row> rows = comparison.differences();
    rows.stream().limit(SHOWN).map(words).forEach(out::println);
    if (rows.size() > SHOWN) {
      out.printf("... and %d more%n", rows.size() - SHOWN);
    }
  }

  private static String ofRerun(Row row) {
    String outcome = row.outcome().name().toLowerCase(Locale.ROOT);
    return line(outcome, row, "recorded " + digest(row.recorded()) + ", here " + digest(row.now()));
  }

  private String ofDirectory(Row row) {
    return switch (row.outcome()) {
      case MISSING -> line("removed", row, "");
      case ADDITIONAL -> line("added", row, "");
      default ->
          line(
              "changed",
              row,
              "recorded "
                  + digest(row.recorded())
                  + ", is "
                  + digest(row.now())
                  + (isOfRerun(row) ? ", as computed here" : ""));
    };
  }

  /** Then the file is right and the record is not, or both come from different runs. */
  private boolean isOfRerun(Row row) {
    return row.now().equals(again.results().get(row.item().name()));
  }

  private static String line(String outcome, Row row, String digests) {
    return String.format("%-12s%s  %s", outcome, row.item().name(), digests).stripTrailing();
  }

  private static String digest(String sha256) {
    return sha256.isEmpty()
        ? "none"
        : sha256.substring(0, Math.min(DIGEST_DIGITS, sha256.length()));
  }

  private void passedOver(PrintWriter out) {
    List<String> changes = explanation.changes();
    if (!changes.isEmpty()) {
      out.println("The same, although this is not as it was in the run:");
      changes.forEach(change -> out.println("  " + change));
    }
  }

  private void explain(RunStage earliest, PrintWriter out) throws IOException {
    out.println("The earliest stage that differs: " + earliest.words());
    if (earliest == RunStage.WEIGHTS && !changed().contains(RunDirectory.TRAINING)) {
      FirstDifference.between(
              recorded.directory().path().resolve(RunDirectory.TRAINING),
              again.directory().path().resolve(RunDirectory.TRAINING))
          .ifPresent(out::println);
    }
    out.println("What may explain it:");
    explanation.of(rerun, earliest).forEach(cause -> out.println("  " + cause));
  }

  /** The files of the directory that no longer are those of the run. */
  private Set<String> changed() {
    return directory.differences().stream()
        .map(row -> row.item().name())
        .collect(Collectors.toSet());
  }

  private String verdict() {
    int digests = rerun.rows().size();
    if (!rerun.same()) {
      return String.format(
          "Not reproduced: %d of %d digests are not the same", rerun.differences().size(), digests);
    }
    return directory.same()
        ? String.format("Verified: all %d digests are the same", digests)
        : String.format(
            "Reproduced, all %d digests are the same; but the run directory was changed after the"
                + " run, %d files",
            digests, directory.differences().size());
  }
}
