package io.twinbeam.transforms.train;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.training.StepLog;
import java.util.List;
import java.util.Objects;

/**
 * Ends a run before its last step once it no longer gets better: after each segment the validation
 * cases are predicted as in an evaluation, and the run ends with the checkpoint whose mean Dice was
 * the best. All is decided from the training log that checkpoints hold.
 *
 * @param patience segments without a better mean Dice after which a run ends, at least 1
 * @param windows how networks look at a validation case
 */
public record EarlyStop(int patience, InferenceSettings windows) {

  public EarlyStop {
    if (patience < 1) {
      throw new IllegalArgumentException("patience must be at least 1, is " + patience);
    }
  }

  /** The mean Dice after each segment that {@code log} tells of. */
  static List<Double> scores(List<StepLog> log) {
    return log.stream()
        .map(step -> step.values().get(StepLog.VALIDATION_DICE))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The segment, counted from 1, with the best of {@code scores}; the earliest of equals. */
  static int best(List<Double> scores) {
    int best = 0;
    for (int n = 1; n < scores.size(); n++) {
      if (scores.get(n) > scores.get(best)) {
        best = n;
      }
    }
    return best + 1;
  }

  /** Whether a run with these scores, one a segment, has ended. */
  boolean hasEnded(List<Double> scores) {
    return scores.size() - best(scores) >= patience;
  }
}
