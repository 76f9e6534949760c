package io.twinbeam.transforms.preprocess;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.annotation.Nullable;

/** Cases by formula as files: intensity is the voxel's index plus 1, class 1 at every second. */
final class NiftiFolder {

  private final Path folder;

  NiftiFolder(Path folder) {
    this.folder = folder;
  }

  static Volume image(VoxelGrid grid) {
    float[] voxels = new float[(int) grid.shape().voxels()];
    for (int v = 0; v < voxels.length; v++) {
      voxels[v] = v + 1;
    }
    return new Volume(grid, voxels);
  }

  static LabelMap label(VoxelGrid grid, int classId) {
    byte[] voxels = new byte[(int) grid.shape().voxels()];
    for (int v = 1; v < voxels.length; v += 2) {
      voxels[v] = (byte) classId;
    }
    return new LabelMap(grid, voxels);
  }

  String write(String name, Volume volume) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream stream = Files.newOutputStream(path)) {
      Nifti.writeGz(volume, stream);
    }
    return path.toString();
  }

  String write(String name, LabelMap labels) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream stream = Files.newOutputStream(path)) {
      Nifti.writeGz(labels, stream);
    }
    return path.toString();
  }

  CaseSource good(String caseId, VoxelGrid grid) throws IOException {
    return source(
        caseId,
        write(caseId + ".nii.gz", image(grid)),
        write(caseId + "_label.nii.gz", label(grid, 1)));
  }

  /** A case of NIfTI files. */
  static CaseSource source(String caseId, String image, @Nullable String label) {
    return new CaseSource(
        caseId,
        VolumeSource.of(SourceFormats.NIFTI, image),
        label == null ? null : VolumeSource.of(SourceFormats.NIFTI, label));
  }

  /** Keeps the first {@code bytes} of a file. */
  static void cut(String path, int bytes) throws IOException {
    Path file = Path.of(path);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));
  }
}
