package io.twinbeam.transforms;

import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A case with its role in the experiment.
 *
 * @param role what the case is used for
 * @param preprocessed the case
 */
@DefaultCoder(RecordCoder.class)
public record SplitCase(CaseRole role, PreprocessedCase preprocessed) {

  public String caseId() {
    return preprocessed.caseId();
  }
}
