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
import java.util.LinkedHashMap;
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

  /** Names, in what was measured of a job that was handed over, its launch. */
  private static final String LAUNCH = "launch";

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
            mark(directory, held, e);
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

  /** The last step of the job goes on from here. */
  private static void mark(RunDirectory directory, JobLock.Held held, HandedOverException handed)
      throws IOException {
    try {
      held.require();
      HandOver.mark(directory.path(), handed.job());
      requireStill(directory, held);
    } catch (IOException e) {
      bringBack(directory, held, e);
      throw e; // A launcher that fails starts no job.
    }
  }

  /** Whoever came between did not see the mark, which must not keep their results from them. */
  private static void requireStill(RunDirectory directory, JobLock.Held held) throws IOException {
    try {
      held.require();
    } catch (IOException e) {
      HandOver.unmark(directory.path());
      throw e;
    }
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
        held -> {
          requireNotFreed(directory, launch);
          int status = work.run(); // What lies there is what the pipeline has just written.
          held.require();
          directory.dropAside();
          return status;
        });
  }

  /** What was measured of a job that was handed over, with the name of its launch. */
  static Map<String, Object> ofLaunch(String launch, Map<String, Object> measured) {
    Map<String, Object> all = new LinkedHashMap<>(measured);
    all.put(LAUNCH, launch);
    return all;
  }

  /** A worker may do this once more, after it said that the job is over. */
  private static void requireNotFreed(RunDirectory directory, String launch) throws IOException {
    Path provenance = directory.path().resolve(RunDirectory.PROVENANCE);
    if (!HandOver.isMarked(directory.path())
        && !(Folders.exists(provenance)
            && CanonicalJson.read(Files.readString(provenance), JsonNode.class)
                .at("/measured/" + LAUNCH)
                .asText()
                .equals(launch))) {
      throw new BusyException(
          directory.path()
              + " was freed by hand while this job was at work, and may have been filled by another"
              + " one; launch again: what this job has computed is reused");
    }
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
