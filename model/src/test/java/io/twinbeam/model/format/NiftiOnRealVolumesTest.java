package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.SharedData;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads the Hippocampus volumes of the Medical Segmentation Decathlon; skipped where the folder
 * that holds them is absent.
 */
class NiftiOnRealVolumesTest {

  private Path folder;

  @BeforeEach
  void findTheFolder() {
    folder = SharedData.folder("hippocampus");
  }

  @Test
  void everyLabelMapLiesOnItsImagesGridAndHoldsThreeClasses() throws IOException {
    List<Path> images;
    try (Stream<Path> files = Files.list(folder.resolve("images"))) {
      images = files.sorted().toList();
    }
    assertEquals(195, images.size());
    for (Path image : images) {
      Volume volume = volume(image);
      LabelMap labels = labels(folder.resolve("labels").resolve(image.getFileName()));
      GeometryGate.checkPair(volume.grid(), labels.grid(), 1e-3);
      GeometryGate.checkClasses(labels, Set.of(0, 1, 2));
      long[] counts = labels.counts();
      long foreground = counts[1] + counts[2];
      assertTrue(foreground >= 2382 && foreground <= 4401, image + " has " + foreground);
    }
  }

  @Test
  void floatLabelFilesHoldTheSameClassesAsOthers() throws IOException {
    assertEquals(3, labels(folder.resolve("labels/hippocampus_003.nii.gz")).counts().length);
  }

  @Test
  void volumesAreUnchangedByWritingAndReading() throws IOException {
    Volume volume = volume(folder.resolve("images/hippocampus_003.nii.gz"));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Nifti.writeGz(volume, file);
    assertEquals(volume, Nifti.readVolume(new ByteArrayInputStream(file.toByteArray())));
    assertNotEquals(0, volume.voxels()[volume.voxels().length / 2]);
  }

  @Test
  void aForeignLabelMapIsToldByItsGrid() throws IOException {
    Path foreign = folder.resolve("odd/hippocampus_281_label.nii.gz");
    VoxelGrid grid;
    try (InputStream in = Files.newInputStream(foreign)) {
      grid = Nifti.readGrid(in);
    }
    assertEquals(new GridShape(512, 512, 94), grid.shape());
    assertArrayEquals(new double[] {0.734, 0.734, 5}, grid.spacingMm(), 1e-3);
    assertEquals(-375.27, grid.affine().at(0, 3), 1e-2);
    VoxelGrid image = new VoxelGrid(new GridShape(35, 51, 35), Affine.scaling(1, 1, 1));
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> GeometryGate.checkPair(image, grid, 1e-3));
    assertEquals(Fault.GRID_MISMATCH, refused.fault());
    assertEquals(2, labels(foreign).counts().length);
  }

  private static Volume volume(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Nifti.readVolume(in);
    }
  }

  private static LabelMap labels(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Nifti.readLabelMap(in);
    }
  }
}
