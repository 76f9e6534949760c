package io.twinbeam.transforms.train;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.training.Trainer;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import java.io.IOException;
import java.util.List;

/** The validation cases of a run, which no weight ever depends on. */
final class ValidationCases {

  private final StoredCases stored;
  private final List<PreprocessedCase> cases;

  /**
   * @param cases of which those for validation are taken
   * @throws IllegalArgumentException where there are none
   */
  ValidationCases(StoredCases stored, List<SplitCase> cases) {
    this.stored = stored;
    this.cases =
        cases.stream()
            .filter(split -> split.role() == CaseRole.VALIDATION)
            .map(SplitCase::preprocessed)
            .toList();
    if (this.cases.isEmpty()) {
      throw new IllegalArgumentException(
          "a run that may stop early needs at least one validation case, got none; raise"
              + " split.validation");
    }
  }

  /**
   * The mean over cases of their mean Dice, of what {@code trainer} would predict if training ended
   * here, on the source grid against the label maps as they were delivered.
   *
   * @param classes the number of classes, background included
   */
  double meanDice(Trainer trainer, InferenceSettings windows, int classes) throws IOException {
    double sum = 0;
    for (PreprocessedCase preprocessed : cases) {
      try {
        LabelMap prediction =
            trainer
                .predict(windows, stored.image(preprocessed))
                .onto(stored.sourceGrid(preprocessed))
                .argmax();
        sum += SegmentationMetrics.meanDice(prediction, stored.reference(preprocessed), classes);
      } catch (InvalidCaseException e) {
        throw e.in(preprocessed.caseId());
      }
    }
    return sum / cases.size();
  }
}
