package io.twinbeam.transforms.split;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The parts of a split that got no case: without labelled cases nothing can be trained, without
 * test cases nothing evaluated.
 */
final class EmptyParts {

  private final boolean validated;
  private final long candidates;
  private final String where;
  private final String fewerTests;
  private final String orValidation;

  /**
   * @param fold one of {@link SplitSettings#foldNumbers}
   * @param candidates cases with a label map, of which all parts are taken
   */
  EmptyParts(SplitSettings settings, int fold, long candidates) {
    this.validated = !settings.validation().takesNone();
    this.candidates = candidates;
    this.where = fold == 0 ? "" : "in fold " + fold + " ";
    this.fewerTests = fold == 0 ? "lower split.test" : "raise split.folds";
    this.orValidation = fold == 0 ? " or split.validation" : ", or lower split.validation";
  }

  /** One failure for each part that is needed and not among {@code roles}. */
  List<FailedCase> of(Collection<CaseRole> roles) {
    List<FailedCase> failures = new ArrayList<>();
    if (!roles.contains(CaseRole.LABELLED)) {
      failures.add(failure("split.labelled", "no case is left to train on" + allKept(validated)));
    }
    if (!roles.contains(CaseRole.TEST)) {
      failures.add(noTest());
    }
    if (validated && !roles.contains(CaseRole.VALIDATION)) {
      failures.add(failure("split.validation", "no case is left for validation" + allKept(false)));
    }
    return failures;
  }

  private FailedCase noTest() {
    String nobody = "no case is kept for the test; ";
    return where.isEmpty()
        ? failure("split.test", nobody + "raise split.test or add label maps")
        : failure("split.folds", nobody + "lower split.folds or add label maps");
  }

  private String allKept(boolean alsoForValidation) {
    return ": of "
        + candidates
        + " cases with a label map all are kept for "
        + (alsoForValidation ? "test and validation; " : "the test; ")
        + fewerTests
        + (alsoForValidation ? orValidation : "");
  }

  private FailedCase failure(String part, String message) {
    String located = part + ": " + where + message;
    return new FailedCase(part, "", "split", Fault.LABEL_MISSING, located, "");
  }
}
