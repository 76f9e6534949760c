package io.twinbeam.transforms.source;

import io.twinbeam.model.format.MetaImage;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.VolumeSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * MetaImage: {@code .mha} with header and voxels, {@code .mhd} with a header that names the file of
 * its voxels, which must lie in the header's folder or below.
 */
final class MetaImageFormat implements SourceFormat {

  private static final String HEADER = ".mhd";

  @Override
  public String name() {
    return SourceFormats.METAIMAGE;
  }

  @Override
  public Optional<String> stem(String fileName) {
    return SourceFormats.withoutEnding(fileName, ".mha", HEADER);
  }

  @Override
  public Optional<String> companionStem(String fileName) {
    return SourceFormats.withoutEnding(fileName, ".raw", ".zraw");
  }

  @Override
  public List<String> files(VolumeSource source, SourceFiles files) throws IOException {
    String file = source.files().get(0);
    return file.endsWith(HEADER) ? List.of(file, voxelFile(file, files)) : List.of(file);
  }

  @Override
  public List<Volume> channels(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    String file = source.files().get(0);
    try (InputStream first = files.open(file)) {
      if (!file.endsWith(HEADER)) {
        return List.of(MetaImage.readVolume(first, rules.maxVoxels()));
      }
      try (InputStream voxels = files.open(voxelFile(file, files))) {
        return List.of(MetaImage.readVolume(first, voxels, rules.maxVoxels()));
      }
    }
  }

  @Override
  public Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules, SourceFiles files)
      throws IOException {
    String file = source.files().get(0);
    try (InputStream first = files.open(file)) {
      if (!file.endsWith(HEADER)) {
        return Optional.of(MetaImage.readLabelMap(first, rules.maxVoxels()));
      }
      try (InputStream voxels = files.open(voxelFile(file, files))) {
        return Optional.of(MetaImage.readLabelMap(first, voxels, rules.maxVoxels()));
      }
    }
  }

  private static String voxelFile(String header, SourceFiles files) throws IOException {
    try (InputStream stream = files.open(header)) {
      return header.substring(0, header.lastIndexOf('/') + 1) + MetaImage.dataFile(stream);
    }
  }
}
