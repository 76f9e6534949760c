package io.twinbeam.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fills a run directory: one process at a time, and in place of what an earlier start left there,
 * which is put aside until the new results are complete.
 */
final class Filling {

  private Filling() {}

  /**
   * Does {@code work}, which fills {@code directory}. Where it fails, results of a finished run
   * that lay there are brought back.
   *
   * @throws BusyException where another process is at it
   */
  static int of(RunDirectory directory, JobLock.Work work) throws IOException {
    return JobLock.holding(
        directory.path(),
        () -> {
          boolean filled = false;
          directory.putAside();
          try {
            int status = work.run();
            filled = true;
            return status;
          } finally {
            if (filled) {
              directory.dropAside();
            } else {
              directory.bringBack();
            }
          }
        });
  }

  /**
   * Checks that nothing would be taken away but an earlier evaluation.
   *
   * @throws UsageException where files of something else have the names of results
   */
  static void requireEvaluation(RunDirectory directory, String option) throws IOException {
    requireOwn(directory, option, "evaluation", RunDirectory.METRICS);
  }

  /**
   * Checks that nothing would be taken away but earlier pseudo-labels.
   *
   * @throws UsageException where files of something else have the names of results
   */
  static void requirePseudoLabels(RunDirectory directory, String option) throws IOException {
    requireOwn(directory, option, "pseudo-labelling", RunDirectory.PSEUDO_LABELS);
  }

  private static void requireOwn(RunDirectory directory, String option, String what, String table)
      throws IOException {
    Path provenance = directory.path().resolve(RunDirectory.PROVENANCE);
    boolean own =
        Files.exists(provenance) ? has(provenance, table) : JobLock.wasHeld(directory.path());
    if (directory.holdsResults() && !own) {
      throw new UsageException(
          option
              + ": "
              + directory.path()
              + " holds files that are no "
              + what
              + "'s and would be replaced; choose an empty folder");
    }
  }

  /** Whether what lies there came of a run's weights, and has {@code table}. */
  private static boolean has(Path provenance, String table) throws IOException {
    try {
      JsonNode json = CanonicalJson.read(Files.readString(provenance), JsonNode.class);
      return !json.at("/determinedBy/weights").isEmpty()
          && json.at("/results").has(table)
          && !json.at("/results").has(RunDirectory.TRAINING);
    } catch (IllegalArgumentException e) {
      return false; // Not even JSON.
    }
  }
}
