package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.SharedData;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads the left atrium volumes of the 2018 Atrial Segmentation Challenge; skipped where the folder
 * that holds them is absent.
 */
class LeftAtriumTest {

  private static final double[] SPACING = {0.625, 0.625, 0.625};
  private static final long MAX_VOXELS = 1 << 26;

  private Path folder;

  @BeforeEach
  void findTheFolder() {
    folder = SharedData.folder("left-atrium");
  }

  @Test
  void everyCaseIsOneAtriumInAZScoredScan() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".h5")).sorted().toList();
    }
    assertEquals(13, files.size());
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      Volume image = Hdf5.readVolume(bytes, "image", SPACING, MAX_VOXELS);
      LabelMap label = Hdf5.readLabelMap(bytes, "label", SPACING, MAX_VOXELS);
      assertEquals(image.grid(), label.grid());
      assertTrue(image.shape().x() >= 112 && image.shape().y() >= 112, file + " " + image);
      assertEquals(88, image.shape().z());
      assertEquals(2, label.counts().length, file.toString());
      double share = label.counts()[1] / (double) image.shape().voxels();
      assertTrue(share > 0.01 && share < 0.2, file + " has a share of " + share);
      assertPlausible(file, image, label);
    }
  }

  // Contrast agent fills the atrium, so it is brighter than the crop's mean.
  private static void assertPlausible(Path file, Volume image, LabelMap label) {
    double sum = 0;
    double squares = 0;
    double inside = 0;
    for (int n = 0; n < image.voxels().length; n++) {
      double value = image.voxels()[n];
      sum += value;
      squares += value * value;
      inside += label.voxels()[n] == 1 ? value : 0;
    }
    double mean = sum / image.voxels().length;
    double deviation = Math.sqrt(squares / image.voxels().length - mean * mean);
    assertTrue(Math.abs(mean) < 2, file + " has a mean of " + mean);
    assertTrue(deviation > 0.3 && deviation < 3, file + " has a deviation of " + deviation);
    assertTrue(inside / label.counts()[1] > mean, file + " has a dark atrium");
  }

  @Test
  void voxelsAreThoseThatH5pyReads() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("5FKQL4K14KCB72Y8YMC2.h5"));
    Volume image = Hdf5.readVolume(bytes, "image", SPACING, MAX_VOXELS);
    assertEquals(new GridShape(180, 134, 88), image.shape());
    assertEquals(1.8495948f, image.at(50, 60, 70));
    assertEquals(0.506282f, image.at(100, 20, 3));
    assertEquals(190858, Hdf5.readLabelMap(bytes, "label", SPACING, MAX_VOXELS).counts()[1]);
  }

  @Test
  void streamsGiveWhatBytesGive() throws IOException {
    Path file = folder.resolve("5FKQL4K14KCB72Y8YMC2.h5");
    try (InputStream in = Files.newInputStream(file)) {
      assertEquals(
          Hdf5.readVolume(Files.readAllBytes(file), "image", SPACING, MAX_VOXELS),
          Hdf5.readVolume(in, "image", SPACING, MAX_VOXELS));
    }
  }
}
