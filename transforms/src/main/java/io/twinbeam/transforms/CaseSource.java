package io.twinbeam.transforms;

import java.util.List;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * Where one case comes from.
 *
 * @param caseId unique in its data set
 * @param channels one for each image of the case, in the order in which networks see them; a single
 *     one may hold several channels
 * @param label null where the case has no label map
 * @param labelRequired whether the case fails where the files of {@code label} hold no label map
 *     after all, rather than being unlabelled
 * @param testPart whether the data set itself keeps the case for testing: it is never trained on
 */
@DefaultCoder(RecordCoder.class)
public record CaseSource(
    String caseId,
    List<VolumeSource> channels,
    @Nullable VolumeSource label,
    boolean labelRequired,
    boolean testPart) {

  public CaseSource {
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException(caseId + ": a case takes at least one image, got none");
    }
  }

  /** A case of one image, of the data set's training part. */
  public CaseSource(String caseId, VolumeSource image, @Nullable VolumeSource label) {
    this(caseId, List.of(image), label, true, false);
  }

  /** The same case, kept for testing or not. */
  public CaseSource withTestPart(boolean changed) {
    return new CaseSource(caseId, channels, label, labelRequired, changed);
  }

  /** The first image, in words for messages and tables. */
  public String image() {
    return channels.get(0).toString();
  }
}
