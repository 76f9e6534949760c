package io.twinbeam.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Joiner;
import com.google.common.collect.Iterables;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a run directory: one process at a time, and in place of what an earlier start left there,
 * which is put aside until the new results are complete.
 */
final class Filling {

  private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

  /** How many files a message names. */
  private static final int NAMED = 3;

  private Filling() {}

  /**
   * Does {@code work}, which fills {@code directory}. Where it fails, results of a finished run
   * that lay there are brought back.
   *
   * @throws BusyException where another process is at it, or a job that was handed over
   */
  static int of(RunDirectory directory, JobLock.Work work) throws IOException {
    return JobLock.holding(
        directory.path(),
        held -> {
          directory.putAside();
          int status;
          try {
            status = work.run();
          } catch (HandedOverException e) {
            HandOver.mark(directory.path(), e.job()); // Its last step goes on from here.
            throw e;
          } catch (IOException | RuntimeException | Error e) {
            bringBack(directory, held, e);
            throw e;
          }
          held.require();
          directory.dropAside();
          return status;
        });
  }

  /** Whoever has lost the lock leaves everything as it is. */
  private static void bringBack(RunDirectory directory, JobLock.Held held, Throwable failure) {
    try {
      held.require();
      directory.bringBack();
    } catch (IOException e) {
      LOG.error("{}: earlier results stay aside: {}", directory.path(), e.getMessage());
      failure.addSuppressed(e);
    }
  }

  /**
   * Does {@code work}, which finishes the job of {@code launch} in {@code directory}.
   *
   * @throws BusyException where another launch has taken the directory
   */
  static int finishing(RunDirectory directory, String launch, JobLock.Work work)
      throws IOException {
    return JobLock.finishing(
        directory.path(),
        launch,
        () -> {
          int status = work.run(); // What lies there is what the pipeline has just written.
          directory.dropAside();
          return status;
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
   * Checks that nothing would be taken away but earlier pseudo-labels as they were written.
   *
   * @throws UsageException where files of something else have the names of results, or
   *     pseudo-labels were changed since: somebody has corrected them
   */
  static void requirePseudoLabels(RunDirectory directory, String option) throws IOException {
    requireOwn(directory, option, "pseudo-labelling", RunDirectory.PSEUDO_LABELS);
    Path provenance = directory.path().resolve(RunDirectory.PROVENANCE);
    if (!Folders.exists(provenance)) {
      return;
    }
    JsonNode written =
        CanonicalJson.read(Files.readString(provenance), JsonNode.class).at("/results");
    List<String> changed =
        Provenance.digests(directory).entrySet().stream()
            .filter(file -> file.getKey().startsWith(RunDirectory.PSEUDO_LABEL_FILES + "/"))
            .filter(file -> !written.path(file.getKey()).asText().equals(file.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!changed.isEmpty()) {
      throw new UsageException(
          option
              + ": "
              + directory.path()
              + " holds pseudo-labels that were changed since they were written, and would be"
              + " replaced: "
              + Joiner.on(", ").join(Iterables.limit(changed, NAMED))
              + (changed.size() > NAMED ? " and " + (changed.size() - NAMED) + " more" : "")
              + "; move them elsewhere or choose another folder");
    }
  }

  private static void requireOwn(RunDirectory directory, String option, String what, String table)
      throws IOException {
    Path provenance = directory.path().resolve(RunDirectory.PROVENANCE);
    boolean own =
        Folders.exists(provenance) ? has(provenance, table) : JobLock.wasHeld(directory.path());
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
