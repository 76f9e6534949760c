package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.Sha256;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatchSamplerTest {

  private static final GridShape WIDE = new GridShape(40, 24, 48);

  private static int nothing(int i, int j, int k) {
    return 0;
  }

  private static int corner(int i, int j, int k) {
    return i == 39 && j == 0 && k == 47 ? 200 : 0;
  }

  private static MemoryVolumes cases(int labelled, int unlabelled) {
    MemoryVolumes volumes = new MemoryVolumes();
    IntStream.range(0, labelled).forEach(n -> volumes.labelled(WIDE, PatchSamplerTest::corner));
    IntStream.range(0, unlabelled)
        .forEach(n -> volumes.unlabelled(WIDE, PatchSamplerTest::nothing));
    return volumes;
  }

  private static PatchSampler sampler(long seed, TrainingSettings settings, MemoryVolumes volumes) {
    return new PatchSampler(seed, settings, volumes, 1, true);
  }

  @Test
  void batchesAreAFunctionOfSeedAndStepWhateverWasDrawnBefore() {
    TrainingSettings settings = Settings.withBatch(2, 3);
    PatchSampler forwards = sampler(3, settings, cases(4, 5));
    PatchSampler backwards = sampler(3, settings, cases(4, 5));
    float[][] first = new float[6][];
    for (int step = 0; step < 6; step++) {
      first[step] = forwards.at(step, false).images();
    }
    for (int step = 5; step >= 0; step--) {
      PatchBatch batch = backwards.at(step, false);
      assertArrayEquals(first[step], batch.images());
      assertEquals(5, batch.size());
      assertEquals(2, batch.labelled());
    }
  }

  @Test
  void seedsAndStepsGiveDifferentBatches() {
    PatchSampler sampler = sampler(3, Settings.training(8), cases(4, 5));
    PatchSampler other = sampler(4, Settings.training(8), cases(4, 5));
    assertNotEquals(
        Arrays.hashCode(sampler.at(0, false).images()),
        Arrays.hashCode(sampler.at(1, false).images()));
    assertNotEquals(
        Arrays.hashCode(sampler.at(0, false).images()),
        Arrays.hashCode(other.at(0, false).images()));
  }

  @Test
  void everyCaseTakesItsTurnInEachPass() {
    MemoryVolumes volumes = cases(3, 4);
    PatchSampler sampler = sampler(1, Settings.withBatch(2, 1), volumes);
    for (int step = 0; step < 12; step++) {
      sampler.at(step, false);
    }
    for (String name : List.of("L0", "L1", "L2")) {
      assertEquals(8, Collections.frequency(volumes.asked, name), name);
    }
    for (String name : List.of("U0", "U1", "U2", "U3")) {
      assertEquals(3, Collections.frequency(volumes.asked, name), name);
    }
    List<String> labelled = volumes.asked.stream().filter(name -> name.startsWith("L")).toList();
    long orders =
        IntStream.range(0, 8)
            .mapToObj(pass -> labelled.subList(3 * pass, 3 * pass + 3))
            .peek(pass -> assertEquals(3, pass.stream().distinct().count()))
            .distinct()
            .count();
    assertTrue(orders > 1, "each pass is shuffled anew");
  }

  @Test
  void noUnlabelledPatchIsDrawnWhereNoneIsUsedOrNoneExists() {
    MemoryVolumes both = cases(2, 2);
    PatchBatch unused = new PatchSampler(1, Settings.withBatch(1, 2), both, 1, false).at(0, false);
    assertEquals(1, unused.size());
    assertTrue(both.asked.stream().allMatch(name -> name.startsWith("L")));
    assertEquals(1, sampler(1, Settings.withBatch(1, 2), cases(2, 0)).at(0, false).size());
  }

  @Test
  void everyPatchHoldsForegroundAtShareOne() {
    TrainingSettings settings = Settings.withPatch(new GridShape(16, 16, 16), 1);
    PatchSampler sampler = sampler(5, settings, cases(1, 0));
    for (int step = 0; step < 40; step++) {
      int[] labels = sampler.at(step, false).labels();
      assertEquals(1, Arrays.stream(labels).filter(id -> id == 200).count());
    }
  }

  @Test
  void aChosenForegroundVoxelMayLieAnywhereInThePatch() {
    GridShape patch = new GridShape(16, 16, 16);
    GridShape shape = new GridShape(48, 48, 48);
    MemoryVolumes volumes =
        new MemoryVolumes().labelled(shape, (i, j, k) -> i == 24 && j == 24 && k == 24 ? 1 : 0);
    PatchSampler sampler = sampler(5, Settings.withPatch(patch, 1), volumes);
    long places =
        IntStream.range(0, 60)
            .map(step -> indexOf(sampler.at(step, false).labels(), 1))
            .peek(place -> assertTrue(place >= 0))
            .distinct()
            .count();
    assertTrue(places > 50, "only " + places + " places");
  }

  private static int indexOf(int[] values, int wanted) {
    return IntStream.range(0, values.length)
        .filter(n -> values[n] == wanted)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void theForegroundShareIsKept() {
    GridShape shape = new GridShape(64, 64, 64);
    MemoryVolumes volumes =
        new MemoryVolumes().labelled(shape, (i, j, k) -> i + j + k == 0 ? 1 : 0);
    PatchSampler sampler = sampler(2, Settings.withPatch(new GridShape(16, 16, 16), 0.5), volumes);
    long held =
        IntStream.range(0, 400)
            .filter(step -> indexOf(sampler.at(step, false).labels(), 1) >= 0)
            .count();
    // 0.5 of 400, standard deviation 10; the others hit the corner once in 49^3.
    assertTrue(held > 160 && held < 240, "held " + held + " of 400");
  }

  @Test
  void imageAndLabelAreCutAtTheSamePlace() {
    MemoryVolumes volumes = new MemoryVolumes().labelled(WIDE, (i, j, k) -> (i + 2 * j + k) % 3);
    PatchSampler sampler = sampler(2, Settings.training(8), volumes);
    for (int step = 0; step < 10; step++) {
      PatchBatch batch = sampler.at(step, false);
      for (int v = 0; v < batch.labels().length; v++) {
        float image = batch.images()[v];
        assertTrue(image > batch.labels()[v] && image <= batch.labels()[v] + 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"9,16,32", "16,5,40", "10,11,13", "1,1,1"})
  void aVolumeSmallerThanThePatchIsCentredInZeros(int x, int y, int z) {
    GridShape shape = new GridShape(x, y, z);
    GridShape patch = Settings.PATCH;
    for (double share : new double[] {0, 1}) {
      MemoryVolumes volumes = new MemoryVolumes().labelled(shape, (i, j, k) -> 1);
      PatchBatch batch = sampler(2, Settings.withPatch(patch, share), volumes).at(0, false);
      int inside = Math.min(x, 16) * Math.min(y, 16) * Math.min(z, 32);
      assertEquals(inside, Arrays.stream(batch.labels()).sum());
      int beforeX = Math.max(0, (16 - x + 1) / 2);
      int beforeY = Math.max(0, (16 - y + 1) / 2);
      int beforeZ = Math.max(0, (32 - z + 1) / 2);
      assertEquals(patch.index(beforeX, beforeY, beforeZ), indexOf(batch.labels(), 1));
      for (int v = 0; v < batch.labels().length; v++) {
        assertEquals(batch.labels()[v] == 0, batch.images()[v] == 0);
      }
    }
  }

  @Test
  void aLabelMapWithoutForegroundIsSampledAnywhere() {
    MemoryVolumes volumes = new MemoryVolumes().labelled(WIDE, PatchSamplerTest::nothing);
    PatchSampler sampler = sampler(2, Settings.withPatch(Settings.PATCH, 1), volumes);
    assertNotEquals(
        Arrays.hashCode(sampler.at(0, false).images()),
        Arrays.hashCode(sampler.at(1, false).images()));
  }

  @ParameterizedTest
  @CsvSource({"40,24,48", "9,16,32", "10,5,13"})
  void allChannelsAreCutAtTheSamePlace(int x, int y, int z) {
    GridShape shape = new GridShape(x, y, z);
    MemoryVolumes one = new MemoryVolumes();
    MemoryVolumes three = new MemoryVolumes();
    for (MemoryVolumes volumes : List.of(one, three)) {
      volumes.labelled(shape, (i, j, k) -> (i + j) % 2).unlabelled(shape, (i, j, k) -> k % 3);
    }
    three.behindNoise().behindNoise();
    int voxels = (int) Settings.PATCH.voxels();
    for (int step = 0; step < 5; step++) {
      PatchBatch alone = sampler(2, Settings.withBatch(2, 1), one).at(step, false);
      PatchBatch batch =
          new PatchSampler(2, Settings.withBatch(2, 1), three, 3, true).at(step, false);
      assertEquals(3, batch.size());
      assertEquals(3, batch.channels());
      assertArrayEquals(alone.labels(), batch.labels());
      for (int place = 0; place < 3; place++) {
        float[] last = channel(batch, place, 2);
        assertArrayEquals(
            Arrays.copyOfRange(alone.images(), place * voxels, (place + 1) * voxels), last);
        assertArrayEquals(channel(batch, place, 0), channel(batch, place, 1));
        for (int v = 0; v < voxels; v++) {
          assertEquals(last[v] == 0, channel(batch, place, 0)[v] == 0, "padding");
        }
      }
    }
  }

  private static float[] channel(PatchBatch batch, int place, int channel) {
    int voxels = (int) batch.patch().voxels();
    int first = (place * batch.channels() + channel) * voxels;
    return Arrays.copyOfRange(batch.images(), first, first + voxels);
  }

  @Test
  void aCaseWithOtherChannelsIsRefused() {
    MemoryVolumes two = cases(1, 0).behindNoise();
    InvalidCaseException refused =
        assertThrows(
            InvalidCaseException.class, () -> sampler(1, Settings.training(8), two).at(0, false));
    assertEquals(Fault.CHANNELS_DIFFER, refused.fault());
    assertTrue(refused.getMessage().startsWith("labelled case 0 must have"), refused.getMessage());
  }

  @Test
  void batchesOfOneChannelKeepTheirBits() {
    PatchSampler sampler = sampler(11, Settings.withBatch(2, 3), cases(4, 5));
    float[][] batches = new float[5][];
    for (int step = 0; step < batches.length; step++) {
      batches[step] = sampler.at(step, false).images();
    }
    assertEquals(
        "e66e5f775000ccb09c76880628aa4afdc2b56215ba612956a8785b3e81bddf15", Sha256.of(batches));
  }

  @ParameterizedTest
  @CsvSource({"1,0.5", "2,0.5", "3,0.25", "2,0.9", "2,0", "2,1"})
  void pseudoLabelledPatchesComeInTheirShareSpreadEvenly(int perBatch, double share) {
    MemoryVolumes volumes = cases(2, 0).pseudoLabelledShare(share);
    for (int n = 0; n < 3; n++) {
      volumes.pseudoLabelled(WIDE, PatchSamplerTest::corner);
    }
    PatchSampler sampler = sampler(1, Settings.withBatch(perBatch, 0), volumes);
    for (int step = 0; step < 24; step++) {
      sampler.at(step, false);
    }
    int pseudo = 0;
    for (int n = 0; n < volumes.asked.size(); n++) {
      pseudo += volumes.asked.get(n).startsWith("P") ? 1 : 0;
      assertEquals((int) Math.floor((n + 1) * share), pseudo, "after patch " + n);
    }
    for (int turn = 0; turn < 3; turn++) {
      long each = Collections.frequency(volumes.asked, "P" + turn);
      assertTrue(Math.abs(each - pseudo / 3.0) < 1, "P" + turn + " took " + each + " turns");
    }
  }

  @Test
  void withoutPseudoLabelledCasesTheirShareIsTheExperts() {
    PatchSampler plain = sampler(11, Settings.withBatch(2, 3), cases(4, 5));
    PatchSampler shared =
        sampler(11, Settings.withBatch(2, 3), cases(4, 5).pseudoLabelledShare(0.5));
    for (int step = 0; step < 4; step++) {
      assertArrayEquals(plain.at(step, false).images(), shared.at(step, false).images());
    }
  }

  @Test
  void ignoredVoxelsAreNoForegroundAndStayIgnoredThroughEveryAugmentation() {
    GridShape patch = new GridShape(16, 16, 16);
    GridShape shape = new GridShape(48, 48, 48);
    // One voxel of foreground among voxels to ignore.
    MemoryVolumes volumes =
        new MemoryVolumes()
            .labelled(shape, PatchSamplerTest::nothing)
            .pseudoLabelled(shape, (i, j, k) -> i == 24 && j == 24 && k == 24 ? 1 : 255)
            .pseudoLabelledShare(1);
    AugmentationSettings all = new AugmentationSettings(7, 30, 0.2, 0.5, 0.2, 2, 1);
    for (AugmentationSettings augmentation : List.of(AugmentationSettings.NONE, all)) {
      PatchSampler sampler =
          sampler(5, Settings.augmented(Settings.withPatch(patch, 1), augmentation), volumes);
      for (int step = 0; step < 30; step++) {
        int[] labels = sampler.at(step, false).labels();
        boolean plain = augmentation.equals(AugmentationSettings.NONE);
        // Turned, a patch at an edge may show what lies outside the volume, which is background.
        assertTrue(
            Arrays.stream(labels).allMatch(id -> id == 255 || id == 1 || (id == 0 && !plain)));
        if (plain) {
          assertTrue(indexOf(labels, 1) >= 0, "the crop was drawn by an ignored voxel");
        }
      }
    }
  }
}
