package io.twinbeam.transforms;

import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What one volume, or the channels that one file holds, are read from.
 *
 * @param format the name of a {@link io.twinbeam.transforms.source.SourceFormat}
 * @param files on a Beam file system; one, or the slices of a series in any order. Files that the
 *     format finds by itself, such as the {@code .img} of a {@code .hdr}, are not among them.
 */
@DefaultCoder(RecordCoder.class)
public record VolumeSource(String format, List<String> files) {

  public VolumeSource {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a volume takes at least one file, got none");
    }
  }

  /** A single file. */
  public static VolumeSource of(String format, String file) {
    return new VolumeSource(format, List.of(file));
  }

  /** The file, or the folder of several files and their number. */
  @Override
  public String toString() {
    String first = files.get(0);
    return files.size() == 1
        ? first
        : first.substring(0, first.lastIndexOf('/') + 1) + " (" + files.size() + " files)";
  }
}
