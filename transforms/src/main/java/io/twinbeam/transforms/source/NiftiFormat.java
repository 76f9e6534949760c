package io.twinbeam.transforms.source;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.VolumeSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** NIfTI single files, gzipped or not; of a 4-D file the channels, where the case has several. */
final class NiftiFormat implements SourceFormat {

  @Override
  public String name() {
    return SourceFormats.NIFTI;
  }

  @Override
  public Optional<String> stem(String fileName) {
    return SourceFormats.withoutEnding(fileName, ".nii", ".nii.gz");
  }

  @Override
  public List<String> files(VolumeSource source, SourceFiles files) {
    return source.files();
  }

  @Override
  public List<Volume> channels(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    try (InputStream stream = files.open(source.files().get(0))) {
      return rules.channels() == 1
          ? List.of(Nifti.readVolume(stream, rules.maxVoxels()))
          : Nifti.readChannels(stream, rules.maxVoxels());
    }
  }

  @Override
  public Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    try (InputStream stream = files.open(source.files().get(0))) {
      return Optional.of(Nifti.readLabelMap(stream, rules.maxVoxels()));
    }
  }
}
