package io.twinbeam.model.training;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import java.util.Arrays;

/** Pastes the unlabelled patches of a batch together with its labelled ones. */
final class Mixer {

  // At full strength: about what nnU-Net varies, with a probability that leaves few as they were.
  private static final double GAMMA = 0.7;
  private static final double NOISE = 0.3;
  private static final double COARSENING = 1;
  private static final double PROBABILITY = 0.8;

  private final long seed;
  private final MixingSettings settings;

  Mixer(long seed, MixingSettings settings) {
    this.seed = seed;
    this.settings = settings;
  }

  /**
   * The batch with mixed patches in place of its unlabelled ones, which the given batch keeps, for
   * teachers to see. Unlabelled patch i meets labelled patch i, counted round.
   *
   * @param draw numbers the batch within the run
   */
  PatchBatch mix(PatchBatch batch, long draw) {
    int voxels = (int) batch.patch().voxels();
    int count = batch.unlabelled();
    float[] images = batch.images().clone();
    recolour(images, batch, draw);
    int[] labels = new int[count * voxels];
    float[] fromUnlabelled = new float[count * voxels];
    for (int place = 0; place < count; place++) {
      int partner = place % batch.labelled();
      System.arraycopy(batch.labels(), partner * voxels, labels, place * voxels, voxels);
      shown(batch.patch(), draw, place, fromUnlabelled);
      for (int c = 0; c < batch.channels(); c++) {
        int target = ((batch.labelled() + place) * batch.channels() + c) * voxels;
        int source = (partner * batch.channels() + c) * voxels;
        for (int v = 0; v < voxels; v++) {
          if (fromUnlabelled[place * voxels + v] == 0) {
            images[target + v] = images[source + v];
          }
        }
      }
    }
    return new PatchBatch(
        batch.patch(),
        batch.channels(),
        batch.labelled(),
        images,
        batch.labels(),
        new PatchBatch.Paste(labels, fromUnlabelled),
        batch.hidden());
  }

  private void recolour(float[] images, PatchBatch batch, long draw) {
    if (settings.strength() == 0) {
      return;
    }
    int voxels = (int) batch.patch().voxels();
    double strength = settings.strength();
    AugmentationSettings range =
        new AugmentationSettings(
            0, 0, 0, GAMMA * strength, NOISE * strength, 1 + COARSENING * strength, PROBABILITY);
    Recolour recolour = new Recolour(range, batch.patch());
    int first = batch.labelled() * batch.channels();
    for (int place = first; place < batch.size() * batch.channels(); place++) {
      recolour.apply(images, place * voxels, CounterRandom.of(seed, "strong-view", draw, place));
    }
  }

  /** Marks the voxels of mixed patch {@code place} that show the unlabelled one. */
  private void shown(GridShape patch, long draw, int place, float[] fromUnlabelled) {
    int voxels = (int) patch.voxels();
    boolean boxIsLabelled = settings.boxShare() == 0 || (draw + place) % 2 == 0;
    int first = place * voxels;
    Arrays.fill(fromUnlabelled, first, first + voxels, boxIsLabelled ? 1 : 0);
    CounterRandom random = CounterRandom.of(seed, "paste", draw, place);
    int[] size = new int[3];
    int[] offset = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      size[axis] = (int) Math.round(settings.boxShare() * patch.size(axis));
      offset[axis] = random.nextInt(patch.size(axis) - size[axis] + 1);
    }
    for (int i = offset[0]; i < offset[0] + size[0]; i++) {
      for (int j = offset[1]; j < offset[1] + size[1]; j++) {
        int row = first + patch.index(i, j, offset[2]);
        Arrays.fill(fromUnlabelled, row, row + size[2], boxIsLabelled ? 0 : 1);
      }
    }
  }
}
