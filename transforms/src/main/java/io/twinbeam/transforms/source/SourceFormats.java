package io.twinbeam.transforms.source;

import io.twinbeam.transforms.VolumeSource;
import java.util.List;
import java.util.Optional;

/** The formats that source files may have. */
public final class SourceFormats {

  public static final String NIFTI = "nifti";
  public static final String NIFTI_PAIR = "nifti-pair";
  public static final String METAIMAGE = "metaimage";
  public static final String HDF5 = "hdf5";
  public static final String DICOM = "dicom";
  public static final String PHANTOM = "phantom";

  private static final List<SourceFormat> ALL =
      List.of(
          new NiftiFormat(),
          new NiftiPairFormat(),
          new MetaImageFormat(),
          new Hdf5Format(),
          new DicomFormat(),
          new PhantomFormat());

  private SourceFormats() {}

  /** Every format, in the order of registration. */
  public static List<SourceFormat> all() {
    return ALL;
  }

  /** The format that the name of a file tells; empty where it tells none. */
  public static Optional<SourceFormat> ofFile(String fileName) {
    return ALL.stream().filter(format -> format.stem(fileName).isPresent()).findFirst();
  }

  /** The format of {@code source}. */
  public static SourceFormat of(VolumeSource source) {
    return ALL.stream()
        .filter(format -> format.name().equals(source.format()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no source format is named " + source.format()));
  }

  /** The name without the longest of {@code endings} that it has; empty where it has none. */
  static Optional<String> withoutEnding(String fileName, String... endings) {
    String stem = null;
    for (String ending : endings) {
      if (fileName.length() > ending.length() && fileName.endsWith(ending)) {
        String candidate = fileName.substring(0, fileName.length() - ending.length());
        stem = stem == null || candidate.length() < stem.length() ? candidate : stem;
      }
    }
    return Optional.ofNullable(stem);
  }
}
