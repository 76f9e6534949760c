package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * Files that belong to one case.
 *
 * @param caseId unique in the data set
 * @param channels what the names of the files say which images they are, such as {@code flair}, or
 *     {@code 0} for nnU-Net's {@code _0000}; empty where they say nothing
 * @param images in the order of the channels
 * @param label the label map's file; null where there is none
 * @param testPart whether the data set keeps the case for testing
 */
record PairedFiles(
    String caseId,
    List<String> channels,
    List<VolumeSource> images,
    @Nullable VolumeSource label,
    boolean testPart) {

  PairedFiles {
    channels = List.copyOf(channels);
    images = List.copyOf(images);
  }

  /**
   * The case that the files make, or why they make none.
   *
   * @param expected the channels of the data set
   * @param unlabelledAllowed whether a case that is not for testing may lack a label map
   */
  Outcome outcome(ChannelNames expected, boolean unlabelledAllowed) {
    boolean holdsLabel = SourceFormats.of(images.get(0)).holdsLabel();
    boolean mayLackLabel = unlabelledAllowed || testPart;
    if (label == null && !holdsLabel && !mayLackLabel) {
      return Outcome.failed(
          caseId,
          Fault.LABEL_MISSING,
          "no label map has the name of this image; add one, or set data.unlabelled to use it"
              + " without",
          files());
    }
    boolean holdsAll = images.size() == 1 && channels.isEmpty() && expected.count() > 1;
    if (holdsAll && !expected.usesAll()) {
      return differs(
          "its channels lie in one file, of which all are used; split it into one file for each"
              + " channel, or choose no channels");
    }
    if (!holdsAll && !fits(expected)) {
      return differs(
          "has "
              + (channels.isEmpty()
                  ? images.size() + (images.size() == 1 ? " image" : " images")
                  : "the channels " + String.join(", ", channels))
              + ", the data set has "
              + String.join(", ", expected.names())
              + "; "
              + Fault.CHANNELS_DIFFER.cure());
    }
    VolumeSource labels = label == null && holdsLabel ? images.get(0) : label;
    boolean required = label != null || !holdsLabel || !mayLackLabel;
    List<VolumeSource> used = holdsAll ? images : expected.pick(images);
    return Outcome.of(new CaseSource(caseId, used, labels, required, testPart));
  }

  private boolean fits(ChannelNames expected) {
    return images.size() == expected.count()
        && (!expected.fromFiles() || channels.isEmpty() || channels.equals(expected.names()));
  }

  private Outcome differs(String what) {
    return Outcome.failed(caseId, Fault.CHANNELS_DIFFER, what, files());
  }

  /** Every file of the case. */
  List<String> files() {
    return Stream.concat(images.stream(), Stream.ofNullable(label))
        .map(VolumeSource::files)
        .flatMap(List::stream)
        .toList();
  }
}
