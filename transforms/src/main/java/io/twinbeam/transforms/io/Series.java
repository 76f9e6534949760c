package io.twinbeam.transforms.io;

import io.twinbeam.transforms.VolumeSource;
import java.util.List;

/**
 * A DICOM series of a data set.
 *
 * @param uid its SeriesInstanceUID
 * @param files paths of its slices, sorted
 */
record Series(String uid, List<String> files) {

  /** The name of the format in {@link VolumeSource#format}. */
  static final String FORMAT = "dicom";

  Series {
    files = files.stream().sorted().toList();
  }

  /** The series as one image. */
  VolumeSource source() {
    return new VolumeSource(FORMAT, files);
  }
}
