package io.twinbeam.transforms.source;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.VolumeSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A format that images and label maps are read from. To add one, write its class, register it in
 * {@link SourceFormats} and give it a row in {@code docs/preprocessing.md}. Every method that reads
 * throws {@link io.twinbeam.model.volume.InvalidCaseException} for content that cannot be used, and
 * takes the files from the {@link SourceFiles} it is given.
 */
public interface SourceFormat {

  /** The name in {@link VolumeSource#format}. */
  String name();

  /**
   * The name of a file without the format's ending, such as {@code a} of {@code a.nii.gz}; empty
   * where the name is not one of this format, or names tell nothing.
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

  /**
   * Whether what the files hold says where each belongs, as with the slices of a series: then
   * neither their names nor their order mean anything.
   */
  default boolean inAnyOrder() {
    return false;
  }

  /**
   * The part of a file that an image, or a label map, is read from; empty where it is the whole
   * file. Two parts of one file are two contents.
   */
  default String part(boolean label) {
    return "";
  }

  /** Every file that reading {@code source} looks at, those that it names first. */
  List<String> files(VolumeSource source, SourceFiles files) throws IOException;

  /** The channels that the source holds, all on one grid. */
  List<Volume> channels(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException;

  /** The label map; empty where the format {@link #holdsLabel} and the files hold none. */
  Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException;
}
