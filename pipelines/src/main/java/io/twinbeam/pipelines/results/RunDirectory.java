package io.twinbeam.pipelines.results;

import java.nio.file.Path;

/**
 * The names of the files that a run leaves for people.
 *
 * @param path the folder
 */
public record RunDirectory(Path path) {

  public static final String METRICS = "metrics.csv";
  public static final String SUMMARY = "summary.json";
  public static final String TRAINING = "training.csv";
  public static final String CASES = "cases.csv";
  public static final String FAILED_CASES = "failed-cases.csv";
  public static final String PSEUDO_LABELS = "pseudo-labels.csv";
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

  /** The pseudo-label of a case, under the run directory. */
  public static String pseudoLabel(String runId, String caseId) {
    return PSEUDO_LABEL_FILES + "/" + runId + "/" + caseId + ".nii.gz";
  }

  /** The entropy of a pseudo-label, under the run directory. */
  public static String entropy(String runId, String caseId) {
    return PSEUDO_LABEL_FILES + "/" + runId + "/" + caseId + "_entropy.nii.gz";
  }
}
