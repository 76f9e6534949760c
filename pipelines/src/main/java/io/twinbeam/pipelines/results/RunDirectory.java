package io.twinbeam.pipelines.results;

import com.google.common.collect.Sets;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.tracking.LiveFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The names of the files that a run leaves for people.
 *
 * @param path the folder
 */
public record RunDirectory(Path path) {

  public static final String METRICS = "metrics.csv";
  public static final String SUMMARY = "summary.json";
  public static final String TRAINING = "training.csv";
  public static final String CLEAN_UP = "clean-up.csv";
  public static final String CASES = "cases.csv";
  public static final String FAILED_CASES = "failed-cases.csv";
  public static final String PSEUDO_LABELS = "pseudo-labels.csv";
  public static final String PSEUDO_LABEL_ALARMS = "pseudo-label-alarms.csv";
  public static final String ENTRIES = "entries.csv";
  public static final String IGNORED = "ignored.csv";
  public static final String PROVENANCE = "run.json";
  public static final String REPORT = "report.html";

  /** The folder of weights. */
  public static final String WEIGHTS = "weights";

  /** The folder of predicted label maps. */
  public static final String PREDICTIONS = "predictions";

  /** The folder of pseudo-labels and their entropy. */
  public static final String PSEUDO_LABEL_FILES = "pseudo-labels";

  /** Where evaluations of the run on other data go unless told otherwise. */
  public static final String EVALUATIONS = "evaluations";

  /** What TensorBoard reads, written by the workers. */
  public static final String TENSORBOARD = LiveFiles.TENSORBOARD;

  /** The present state, written by the job and its workers. */
  public static final String LIVE = LiveFiles.LIVE;

  /** Folders that lie beside results: later work on them, and what tells of how they were made. */
  private static final Set<String> BESIDE = Set.of(EVALUATIONS, TENSORBOARD, LIVE);

  /** Where the results of a finished run wait while it is done again. */
  private static final String ASIDE = ".earlier";

  /** Files and folders that the pipeline writes, and what is made of them afterwards. */
  private static final Set<String> RESULTS =
      Set.of(
          METRICS,
          SUMMARY,
          TRAINING,
          CLEAN_UP,
          CASES,
          FAILED_CASES,
          PSEUDO_LABELS,
          PSEUDO_LABEL_ALARMS,
          ENTRIES,
          IGNORED,
          PROVENANCE,
          REPORT,
          WEIGHTS,
          PREDICTIONS,
          PSEUDO_LABEL_FILES);

  /** Those that tell nothing of whether the run is finished. */
  private static final Set<String> BUT_PROVENANCE = Sets.difference(RESULTS, Set.of(PROVENANCE));

  /** Whether the run itself writes {@code file}, a name below the run directory. */
  static boolean isResult(String file) {
    return RESULTS.contains(file.split("/", 2)[0]);
  }

  /** Whether {@code name}, of a file or folder here, is that of no part of the results. */
  static boolean isBesideResults(String name) {
    return BESIDE.contains(name) || name.startsWith(".");
  }

  /** Whether anything lies here under the name of a result. */
  public boolean holdsResults() throws IOException {
    for (String result : RESULTS) {
      if (Folders.exists(path.resolve(result))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes away what an earlier start of the same run left, lest it be taken for results of the
   * next: it may have had cases that fail now. Results of a finished run are put aside; those of
   * one that was cut off go, as what it computed is in the artifact store. What others put here,
   * such as evaluations, stays; so does what TensorBoard reads, which workers complete and correct.
   */
  public void putAside() throws IOException {
    Path aside = path.resolve(ASIDE);
    if (!Folders.exists(path.resolve(PROVENANCE))) {
      deleteResults();
      return;
    }
    if (Folders.exists(aside) && !Folders.exists(aside.resolve(PROVENANCE))) {
      // Somebody was killed who was moving there or back: both parts are of one finished run.
      move(aside, path);
    }
    dropAside();
    Files.createDirectory(aside);
    move(path, aside);
    // Last, and first on the way back: while it is here, what was moved is not lost.
    moveIfThere(PROVENANCE, path, aside);
  }

  /** Removes what was put aside, as other results have taken its place. */
  public void dropAside() throws IOException {
    Path aside = path.resolve(ASIDE);
    if (!Folders.exists(aside)) {
      return;
    }
    // The last to come is the last to go: without it, the rest is taken for what is to be back.
    for (String result : BUT_PROVENANCE) {
      Folders.delete(aside.resolve(result));
    }
    Folders.delete(aside);
  }

  /** Brings back what was put aside, in place of what a start that failed has left. */
  public void bringBack() throws IOException {
    if (Folders.exists(path.resolve(ASIDE))) {
      deleteResults();
      moveIfThere(PROVENANCE, path.resolve(ASIDE), path);
      move(path.resolve(ASIDE), path);
      dropAside();
    }
  }

  /** Moves all results but {@link #PROVENANCE}. */
  private static void move(Path from, Path to) throws IOException {
    for (String result : BUT_PROVENANCE) {
      moveIfThere(result, from, to);
    }
  }

  private static void moveIfThere(String result, Path from, Path to) throws IOException {
    if (Folders.exists(from.resolve(result))) {
      Files.move(from.resolve(result), to.resolve(result));
    }
  }

  private void deleteResults() throws IOException {
    for (String result : RESULTS) {
      Folders.delete(path.resolve(result));
    }
  }

  /** The name of the folder: the run's ID, unless somebody renamed it. */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /** Where the pipeline writes {@code file}. */
  public String file(String file) {
    return path.resolve(file).toString();
  }

  /** The weights of network {@code a} or {@code b} of a run, under the run directory. */
  public static String weights(String runId, String network) {
    return WEIGHTS + "/" + runId + "-" + network + ".safetensors";
  }

  /** The predicted label map of a case, under the run directory. */
  public static String prediction(String runId, String caseId) {
    return PREDICTIONS + "/" + runId + "/" + caseId + ".nii.gz";
  }

  /** The entropy of a prediction, under the run directory. */
  public static String predictionEntropy(String runId, String caseId) {
    return PREDICTIONS + "/" + runId + "/entropy/" + caseId + ".nii.gz";
  }

  /** The predicted probability of a class, under the run directory. */
  public static String probability(String runId, String caseId, int classId) {
    return PREDICTIONS + "/" + runId + "/probability-" + classId + "/" + caseId + ".nii.gz";
  }

  /**
   * The folder of a run's pseudo-labels, under the run directory.
   *
   * @param round in which they were made, from 1
   * @param last the last round, whose pseudo-labels have the run's folder itself
   */
  public static String pseudoLabels(String runId, int round, int last) {
    return PSEUDO_LABEL_FILES + "/" + runId + (round == last ? "" : "/round-" + round);
  }

  /** The pseudo-label of a case in {@code folder}. */
  public static String pseudoLabel(String folder, String caseId) {
    return folder + "/" + caseId + ".nii.gz";
  }

  /** The entropy of a pseudo-label in {@code folder}. */
  public static String entropy(String folder, String caseId) {
    return folder + "/" + caseId + "_entropy.nii.gz";
  }

  /** What there is to say of a pseudo-label in {@code folder}. */
  public static String pseudoLabelFacts(String folder, String caseId) {
    return folder + "/" + caseId + ".json";
  }
}
