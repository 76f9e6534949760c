package io.twinbeam.transforms.io;

import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.util.List;

/**
 * A DICOM series of a data set.
 *
 * @param uid its SeriesInstanceUID
 * @param files paths of its slices, sorted
 */
record Series(String uid, List<String> files) {

  Series {
    files = files.stream().sorted().toList();
  }

  /** The series as one image. */
  VolumeSource source() {
    return new VolumeSource(SourceFormats.DICOM, files);
  }
}
