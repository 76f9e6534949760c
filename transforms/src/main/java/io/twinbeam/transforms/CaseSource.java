package io.twinbeam.transforms;

import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * Where one case comes from.
 *
 * @param caseId unique in its data set
 * @param image a file of a Beam file system, or {@code phantom:INDEX}
 * @param label likewise; null where the case has no label map
 * @param testPart whether the data set itself keeps the case for testing: it is never trained on
 */
@DefaultCoder(RecordCoder.class)
public record CaseSource(String caseId, String image, @Nullable String label, boolean testPart) {

  /** A case of the data set's training part. */
  public CaseSource(String caseId, String image, @Nullable String label) {
    this(caseId, image, label, false);
  }
}
