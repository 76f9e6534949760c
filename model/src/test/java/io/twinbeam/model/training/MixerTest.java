package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class MixerTest {

  private static final GridShape PATCH = new GridShape(6, 6, 6);
  private static final int VOXELS = 216;

  /** One labelled patch full of 1 with class 3, two unlabelled ones full of 2. */
  private static PatchBatch batch() {
    float[] images = new float[3 * VOXELS];
    Arrays.fill(images, 0, VOXELS, 1);
    Arrays.fill(images, VOXELS, 3 * VOXELS, 2);
    int[] labels = new int[VOXELS];
    Arrays.fill(labels, 3);
    return new PatchBatch(PATCH, 1, 1, images, labels, null, new int[0]);
  }

  @Test
  void theBoxIsLabelledInOnePatchAndUnlabelledInTheNext() {
    PatchBatch cut = batch();
    PatchBatch mixed = new Mixer(1, MixingSettings.PUBLISHED).mix(cut, 0);
    assertEquals(VOXELS - 64, count(mixed.paste().fromUnlabelled(), 0, 1));
    assertEquals(64, count(mixed.paste().fromUnlabelled(), VOXELS, 1));
    for (int v = 0; v < 2 * VOXELS; v++) {
      assertEquals(1 + mixed.paste().fromUnlabelled()[v], mixed.images()[VOXELS + v]);
      assertEquals(3, mixed.paste().labels()[v]);
    }
    assertArrayEquals(batch().unlabelledImages(), cut.unlabelledImages());
    assertArrayEquals(
        Arrays.copyOf(batch().images(), VOXELS), Arrays.copyOf(mixed.images(), VOXELS));
  }

  @Test
  void withoutABoxEveryPatchStaysUnlabelled() {
    PatchBatch mixed = new Mixer(1, new MixingSettings(0, 1, 0)).mix(batch(), 1);
    assertArrayEquals(batch().images(), mixed.images());
    assertEquals(2 * VOXELS, count(mixed.paste().fromUnlabelled(), 0, 2));
  }

  @Test
  void theStudentsViewIsStrongerAndRepeatsExactly() {
    PatchBatch plain = batch();
    for (int v = VOXELS; v < 3 * VOXELS; v++) {
      plain.images()[v] = v;
    }
    MixingSettings settings = new MixingSettings(0, 1, 1);
    float[] first = new Mixer(1, settings).mix(plain, 1).images();
    assertArrayEquals(first, new Mixer(1, settings).mix(plain, 1).images());
    assertEquals(false, Arrays.equals(plain.images(), first));
    assertArrayEquals(
        Arrays.copyOf(plain.images(), VOXELS), Arrays.copyOf(first, VOXELS), "labelled patches");
  }

  private static int count(float[] values, int start, int patches) {
    int count = 0;
    for (int v = start; v < start + patches * VOXELS; v++) {
      count += values[v] == 1 ? 1 : 0;
    }
    return count;
  }
}
