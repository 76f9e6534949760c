package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AugmentTest {

  private static final GridShape VOLUME = new GridShape(9, 8, 7);
  private static final GridShape PATCH = new GridShape(5, 5, 5);
  private static final int[] OFFSET = {1, 2, -1};
  private static final double[] STRAIGHT = {0, 0, 0};

  private static float[] volume() {
    float[] values = new float[(int) VOLUME.voxels()];
    for (int v = 0; v < values.length; v++) {
      values[v] = v + 1;
    }
    return values;
  }

  private static byte[] classes() {
    byte[] values = new byte[(int) VOLUME.voxels()];
    for (int v = 0; v < values.length; v++) {
      values[v] = (byte) (v % 251);
    }
    return values;
  }

  private static float[] cut(PatchCut cut) {
    float[] patch = new float[(int) PATCH.voxels()];
    cut.intensities(volume(), patch, 0);
    return patch;
  }

  private static int[] cutClasses(PatchCut cut) {
    int[] patch = new int[(int) PATCH.voxels()];
    cut.classes(classes(), patch, 0);
    return patch;
  }

  @Test
  void aWarpThatTurnsNothingIsACopy() {
    PatchCopy copy = new PatchCopy(VOLUME, PATCH, OFFSET);
    PatchWarp warp = new PatchWarp(VOLUME, PATCH, OFFSET, STRAIGHT, 1);
    assertArrayEquals(cut(copy), cut(warp));
    assertArrayEquals(cutClasses(copy), cutClasses(warp));
  }

  @Test
  void aQuarterTurnAboutTheFirstAxisSwapsTheOthers() {
    float[] straight = cut(new PatchCopy(VOLUME, PATCH, OFFSET));
    float[] turned = cut(new PatchWarp(VOLUME, PATCH, OFFSET, new double[] {Math.PI / 2, 0, 0}, 1));
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k < 5; k++) {
          assertEquals(
              straight[PATCH.index(i, 4 - k, j)], turned[PATCH.index(i, j, k)], 1e-3, "at " + j);
        }
      }
    }
  }

  @Test
  void scaleTakesFarVoxelsNearer() {
    float[] values = cut(new PatchWarp(VOLUME, PATCH, new int[] {2, 1, 1}, STRAIGHT, 0.5));
    int centre = PATCH.index(2, 2, 2);
    float[] straight = cut(new PatchCopy(VOLUME, PATCH, new int[] {2, 1, 1}));
    assertEquals(straight[centre], values[centre], 1e-4);
    assertEquals(straight[PATCH.index(2, 2, 3)], values[PATCH.index(2, 2, 4)], 1e-4);
  }

  @Test
  void mirroringTurnsImageAndLabelsAlike() {
    AugmentationSettings settings = new AugmentationSettings(7, 0, 0, 0, 0, 1, 0);
    float[] plain = cut(new PatchCopy(VOLUME, PATCH, OFFSET));
    int[] plainClasses = cutClasses(new PatchCopy(VOLUME, PATCH, OFFSET));
    boolean[] seen = new boolean[8];
    for (int n = 0; n < 64; n++) {
      Augment augment = new Augment(settings, PATCH, CounterRandom.of(n, "augment"));
      float[] image = plain.clone();
      int[] labels = plainClasses.clone();
      augment.mirror(image, 0);
      augment.mirror(labels, 0);
      seen[which(plain, image, plainClasses, labels)] = true;
    }
    assertArrayEquals(new boolean[] {true, true, true, true, true, true, true, true}, seen);
  }

  /** Which axes are mirrored, a bit for each; fails where image and labels differ. */
  private static int which(float[] plain, float[] image, int[] plainClasses, int[] labels) {
    for (int axes = 0; axes < 8; axes++) {
      boolean same = true;
      for (int v = 0; v < plain.length; v++) {
        int i = (axes & 1) == 0 ? v / 25 : 4 - v / 25;
        int j = (axes & 2) == 0 ? v / 5 % 5 : 4 - v / 5 % 5;
        int k = (axes & 4) == 0 ? v % 5 : 4 - v % 5;
        int other = PATCH.index(i, j, k);
        same &= image[v] == plain[other] && labels[v] == plainClasses[other];
      }
      if (same) {
        return axes;
      }
    }
    throw new AssertionError("image and labels are not mirrored alike");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gamma", "noise", "lowResolution"})
  void eachChangeOfIntensitiesChangesThemAndRepeatsExactly(String what) {
    AugmentationSettings settings =
        new AugmentationSettings(
            0,
            0,
            0,
            what.equals("gamma") ? 0.7 : 0,
            what.equals("noise") ? 0.3 : 0,
            what.equals("lowResolution") ? 3 : 1,
            1);
    float[] before = cut(new PatchCopy(VOLUME, PATCH, OFFSET));
    float[] first = recoloured(settings, before, 4);
    assertFalse(Arrays.equals(before, first));
    assertArrayEquals(first, recoloured(settings, before, 4));
    assertNotEquals(Arrays.hashCode(first), Arrays.hashCode(recoloured(settings, before, 5)));
    for (float value : first) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void gammaKeepsMeanAndOrder() {
    float[] before = cut(new PatchCopy(VOLUME, PATCH, new int[] {1, 1, 1}));
    float[] after = recoloured(new AugmentationSettings(0, 0, 0, 0.7, 0, 1, 1), before, 4);
    double sumBefore = 0;
    double sumAfter = 0;
    for (int v = 0; v < before.length; v++) {
      sumBefore += before[v];
      sumAfter += after[v];
      assertTrue(v == 0 || before[v] > before[v - 1] == after[v] > after[v - 1]);
    }
    assertEquals(sumBefore, sumAfter, 1e-3 * Math.abs(sumBefore));
  }

  @Test
  void aConstantPatchStaysFinite() {
    float[] constant = new float[(int) PATCH.voxels()];
    float[] after = recoloured(new AugmentationSettings(0, 0, 0, 0.7, 0.3, 3, 1), constant, 4);
    assertArrayEquals(constant, after);
  }

  private static float[] recoloured(AugmentationSettings settings, float[] before, long seed) {
    float[] values = before.clone();
    new Recolour(settings, PATCH).apply(values, 0, CounterRandom.of(seed, "recolour"));
    return values;
  }
}
