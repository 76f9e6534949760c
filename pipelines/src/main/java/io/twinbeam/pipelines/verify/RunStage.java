package io.twinbeam.pipelines.verify;

import io.twinbeam.pipelines.results.RunDirectory;
import java.util.Locale;

/** The stages of a run in their order: each follows from those before. */
public enum RunStage {
  DATA,
  PREPROCESSING,
  SPLIT,
  WEIGHTS,
  PREDICTIONS,
  METRICS;

  /** The stage that writes {@code file} of a run directory. */
  static RunStage of(String file) {
    String top = file.split("/", 2)[0];
    return switch (top) {
      case RunDirectory.CASES -> SPLIT;
      case RunDirectory.TRAINING, RunDirectory.WEIGHTS -> WEIGHTS;
      case RunDirectory.PREDICTIONS,
          RunDirectory.CLEAN_UP,
          RunDirectory.PSEUDO_LABEL_FILES,
          RunDirectory.PSEUDO_LABELS,
          RunDirectory.PSEUDO_LABEL_ALARMS ->
          PREDICTIONS;
      default -> METRICS;
    };
  }

  /** As people read it. */
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
