package io.twinbeam.model.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhantomTest {

  private static final PhantomSpec SPEC = PhantomSpec.ofShape(new GridShape(32, 36, 28));

  @Test
  void aCaseIsAFunctionOfSpecSeedAndIndex() {
    PhantomCase first = Phantom.generate(SPEC, 1, 2);
    assertEquals(first, Phantom.generate(SPEC, 1, 2));
    assertNotEquals(first, Phantom.generate(SPEC, 1, 3));
    assertNotEquals(first, Phantom.generate(SPEC, 2, 2));
    assertNotEquals(first.labels(), Phantom.generate(SPEC, 1, 3).labels());
  }

  @Test
  void bytesAgreeAcrossMachines() {
    PhantomCase phantom = Phantom.generate(PhantomSpec.ofShape(new GridShape(16, 16, 16)), 42, 7);
    Hasher hasher = Hashing.sha256().newHasher();
    for (float voxel : phantom.image().voxels()) {
      hasher.putFloat(voxel);
    }
    hasher.putBytes(phantom.labels().voxels());
    assertEquals(
        "2d7801ed0ea6d463d4ddc539f759615efcaec5a6cfbe63274cbdcd12bb9a9f5a",
        hasher.hash().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"16x16x16", "32x48x32", "64x24x20", "40x40x12"})
  void theForegroundTakesAboutFivePercentInTwoParts(String shape) {
    double total = 0;
    for (int index = 0; index < 8; index++) {
      PhantomCase phantom = Phantom.generate(PhantomSpec.ofShape(GridShape.parse(shape)), 3, index);
      long[] counts = phantom.labels().counts();
      assertEquals(3, counts.length);
      double voxels = phantom.labels().shape().voxels();
      double share = (counts[1] + counts[2]) / voxels;
      assertTrue(share > 0.025 && share < 0.08, shape + " has " + share);
      assertTrue(Math.min(counts[1], counts[2]) > 0.3 * Math.max(counts[1], counts[2]));
      total += share / 8;
    }
    assertEquals(0.05, total, 0.012);
  }

  @Test
  void thePartsTouchEachOther() {
    LabelMap labels = Phantom.generate(SPEC, 5, 0).labels();
    GridShape shape = labels.shape();
    int touching = 0;
    for (int i = 0; i < shape.x(); i++) {
      for (int j = 1; j < shape.y(); j++) {
        for (int k = 0; k < shape.z(); k++) {
          touching += labels.at(i, j, k) == 1 && labels.at(i, j - 1, k) == 2 ? 1 : 0;
        }
      }
    }
    assertTrue(touching > 20, "front over back at " + touching + " places");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void noThresholdSeparatesTheForeground(int index) {
    PhantomCase phantom = Phantom.generate(SPEC, 11, index);
    float[] sorted = phantom.image().voxels().clone();
    Arrays.sort(sorted);
    for (int percent = 50; percent < 100; percent++) {
      float threshold = sorted[(int) ((long) sorted.length * percent / 100)];
      assertTrue(diceOfThreshold(phantom, threshold) < 0.75, percent + " % threshold");
    }
  }

  @Test
  void theTwoPartsHaveOneIntensity() {
    PhantomSpec plain = new PhantomSpec(new GridShape(32, 36, 28), 1, 1, 1.25, 0.1, 0, 0);
    PhantomCase phantom = Phantom.generate(plain, 12, 0);
    double front = meanOf(phantom, 1);
    double back = meanOf(phantom, 2);
    assertEquals(1, front / back, 0.02);
    assertTrue(front > 1.3 * meanOf(phantom, 0));
  }

  @Test
  void theGridCarriesTheSpacing() {
    PhantomSpec spec = new PhantomSpec(new GridShape(16, 17, 18), 0.5, 1, 3, 0, 0, 0);
    PhantomCase phantom = Phantom.generate(spec, 1, 1);
    assertEquals(VoxelGrid.ofSpacing(spec.shape(), 0.5, 1, 3), phantom.image().grid());
    assertEquals(phantom.image().grid(), phantom.labels().grid());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    GridShape shape = new GridShape(8, 8, 8);
    assertThrows(IllegalArgumentException.class, () -> new PhantomSpec(shape, 0, 1, 1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new PhantomSpec(shape, 1, 1, 1, -1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new PhantomSpec(shape, 1, 1, 1, 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new PhantomSpec(shape, 1, 1, 1, 0, 0, -1));
  }

  private static double diceOfThreshold(PhantomCase phantom, float threshold) {
    float[] image = phantom.image().voxels();
    byte[] labels = phantom.labels().voxels();
    long both = 0;
    long either = 0;
    for (int n = 0; n < image.length; n++) {
      both += image[n] > threshold && labels[n] != 0 ? 1 : 0;
      either += (image[n] > threshold ? 1 : 0) + (labels[n] != 0 ? 1 : 0);
    }
    return 2.0 * both / either;
  }

  private static double meanOf(PhantomCase phantom, int part) {
    double sum = 0;
    for (int n = 0; n < phantom.image().voxels().length; n++) {
      sum += phantom.labels().voxels()[n] == part ? phantom.image().voxels()[n] : 0;
    }
    return sum / phantom.labels().counts()[part];
  }
}
