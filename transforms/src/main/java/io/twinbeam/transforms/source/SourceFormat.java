package io.twinbeam.transforms.source;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.VolumeSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A format that images and label maps are read from. To add one, write its class and register it in
 * {@link SourceFormats}. Every method that reads throws {@link
 * io.twinbeam.model.volume.InvalidCaseException} for content that cannot be used.
 */
public interface SourceFormat {

  /** The name in {@link VolumeSource#format}. */
  String name();

  /**
   * The name of a file without the format's ending, such as {@code a} of {@code a.nii.gz}; empty
   * where the name is not one of this format.
   */
  Optional<String> stem(String fileName);

  /**
   * The stem of a file that belongs to another one of that stem and is no image by itself, such as
   * the {@code .img} of a {@code .hdr}; empty where the name is not such a one.
   */
  default Optional<String> companionStem(String fileName) {
    return Optional.empty();
  }

  /** Whether a file may hold an image and its label map together. */
  default boolean holdsLabel() {
    return false;
  }

  /** Every file that reading {@code source} looks at, in an order that follows from its content. */
  List<String> files(VolumeSource source) throws IOException;

  /** The channels that the source holds, all on one grid. */
  List<Volume> channels(VolumeSource source, SourceRules rules) throws IOException;

  /** The label map; empty where the format {@link #holdsLabel} and the files hold none. */
  Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules) throws IOException;
}
