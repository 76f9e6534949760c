package io.twinbeam.transforms;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A case with its role in the experiment, or in one fold of it: then there is one of these for each
 * fold.
 *
 * @param fold of whose runs the case has the role, from 1; 0 for all runs
 * @param role what the case is used for
 * @param preprocessed the case
 * @param earlier what the round before has left; empty but in a later round of a run
 */
@DefaultCoder(RecordCoder.class)
public record SplitCase(
    int fold,
    CaseRole role,
    PreprocessedCase preprocessed,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<EarlierRound> earlier) {

  public SplitCase {
    earlier = earlier == null ? Optional.empty() : earlier;
  }

  /** A case of the first round. */
  public SplitCase(int fold, CaseRole role, PreprocessedCase preprocessed) {
    this(fold, role, preprocessed, Optional.empty());
  }

  /** A case that has one role for all runs. */
  public SplitCase(CaseRole role, PreprocessedCase preprocessed) {
    this(0, role, preprocessed);
  }

  /** This case with what the round before has left. */
  public SplitCase after(EarlierRound round) {
    return new SplitCase(fold, role, preprocessed, Optional.of(round));
  }

  /** The pseudo-label to train on, where there is one. */
  public Optional<EarlierRound.Label> pseudoLabel() {
    return earlier.flatMap(EarlierRound::pseudoLabel);
  }

  public String caseId() {
    return preprocessed.caseId();
  }

  /** Whether the role is that for a run of {@link RunName#fold()} {@code ofRun}. */
  public boolean isForFold(int ofRun) {
    return fold == 0 || fold == ofRun;
  }
}
