package io.twinbeam.transforms.source;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.InputFile;
import io.twinbeam.transforms.VolumeSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** NIfTI pairs: a header, and its voxels in the file of the same stem beside it. */
final class NiftiPairFormat implements SourceFormat {

  private static final String[] HEADERS = {".hdr", ".hdr.gz"};
  private static final String[] VOXELS = {".img", ".img.gz"};

  @Override
  public String name() {
    return SourceFormats.NIFTI_PAIR;
  }

  @Override
  public Optional<String> stem(String fileName) {
    return SourceFormats.withoutEnding(fileName, HEADERS);
  }

  @Override
  public Optional<String> companionStem(String fileName) {
    return SourceFormats.withoutEnding(fileName, VOXELS);
  }

  @Override
  public List<String> files(VolumeSource source, SourceFiles files) throws IOException {
    String header = source.files().get(0);
    return List.of(header, voxelFile(header));
  }

  @Override
  public List<Volume> channels(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    String header = source.files().get(0);
    try (InputStream grid = files.open(header);
        InputStream voxels = files.open(voxelFile(header))) {
      return rules.channels() == 1
          ? List.of(Nifti.readVolume(grid, voxels, rules.maxVoxels()))
          : Nifti.readChannels(grid, voxels, rules.maxVoxels());
    }
  }

  @Override
  public Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    String header = source.files().get(0);
    try (InputStream grid = files.open(header);
        InputStream voxels = files.open(voxelFile(header))) {
      return Optional.of(Nifti.readLabelMap(grid, voxels, rules.maxVoxels()));
    }
  }

  private String voxelFile(String header) throws IOException {
    String stem = stem(header).orElse(header);
    for (String ending : VOXELS) {
      if (InputFile.exists(stem + ending)) {
        return stem + ending;
      }
    }
    throw new InvalidCaseException(
        Fault.UNREADABLE,
        header
            + " must have its voxels beside it in "
            + String.join(" or ", VOXELS)
            + ", has neither; copy the other file of the pair too");
  }
}
