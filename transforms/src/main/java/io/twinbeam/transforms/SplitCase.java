package io.twinbeam.transforms;

import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A case with its role in the experiment, or in one fold of it: then there is one of these for each
 * fold.
 *
 * @param fold of whose runs the case has the role, from 1; 0 for all runs
 * @param role what the case is used for
 * @param preprocessed the case
 */
@DefaultCoder(RecordCoder.class)
public record SplitCase(int fold, CaseRole role, PreprocessedCase preprocessed) {

  /** A case that has one role for all runs. */
  public SplitCase(CaseRole role, PreprocessedCase preprocessed) {
    this(0, role, preprocessed);
  }

  public String caseId() {
    return preprocessed.caseId();
  }

  /** Whether the role is that for a run of {@link RunName#fold()} {@code ofRun}. */
  public boolean isForFold(int ofRun) {
    return fold == 0 || fold == ofRun;
  }
}
