package io.twinbeam.transforms.source;

import io.twinbeam.model.format.Hdf5;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.VolumeSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * HDF5 files with the data sets {@code image} and, for labelled cases, {@code label}, as those of
 * the left atrium collection. They state no spacing, so {@link SourceRules#spacingOfFilesWithout}
 * must.
 */
final class Hdf5Format implements SourceFormat {

  private static final String IMAGE = "image";
  private static final String LABEL = "label";

  @Override
  public String name() {
    return SourceFormats.HDF5;
  }

  @Override
  public Optional<String> stem(String fileName) {
    return SourceFormats.withoutEnding(fileName, ".h5", ".hdf5");
  }

  @Override
  public boolean holdsLabel() {
    return true;
  }

  @Override
  public String part(boolean label) {
    return label ? LABEL : IMAGE;
  }

  @Override
  public List<String> files(VolumeSource source, SourceFiles files) {
    return source.files();
  }

  @Override
  public List<Volume> channels(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    double[] spacing = spacingMm(rules);
    try (InputStream stream = files.open(source.files().get(0))) {
      return List.of(Hdf5.readVolume(stream, IMAGE, spacing, rules.maxVoxels()));
    }
  }

  @Override
  public Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    double[] spacing = spacingMm(rules);
    try (InputStream stream = files.open(source.files().get(0))) {
      return Optional.of(Hdf5.readLabelMap(stream, LABEL, spacing, rules.maxVoxels()));
    } catch (InvalidCaseException e) {
      if (e.fault() == Fault.DATASET_MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static double[] spacingMm(SourceRules rules) {
    return rules
        .spacingOfFilesWithout()
        .orElseThrow(
            () ->
                new InvalidCaseException(
                    Fault.SPACING_MISSING,
                    "an HDF5 file states no spacing, and none is given; "
                        + Fault.SPACING_MISSING.cure()))
        .stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }
}
