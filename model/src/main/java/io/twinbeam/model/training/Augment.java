package io.twinbeam.model.training;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;

/** One patch's variation in geometry: drawn once, applied to its image and its label map alike. */
final class Augment {

  private final AugmentationSettings settings;
  private final GridShape patch;
  private final boolean[] mirrored = new boolean[3];
  private final boolean deformed;
  private final double[] anglesRadians = new double[3];
  private final double scale;

  Augment(AugmentationSettings settings, GridShape patch, CounterRandom random) {
    this.settings = settings;
    this.patch = patch;
    for (int axis = 0; axis < 3; axis++) {
      mirrored[axis] = random.nextDouble() < 0.5 && settings.flips(axis);
    }
    deformed = random.nextDouble() < settings.probability() && settings.deforms();
    double most = Math.toRadians(settings.rotationDegrees());
    for (int axis = 0; axis < 3; axis++) {
      anglesRadians[axis] = random.nextDouble(-most, most);
    }
    double widest = StrictMath.log1p(settings.scale());
    scale = StrictMath.exp(random.nextDouble(-widest, widest));
  }

  /** How to cut the patch that starts at {@code offset} of a volume. */
  PatchCut cut(GridShape volume, int[] offset) {
    return deformed
        ? new PatchWarp(volume, patch, offset, anglesRadians, scale)
        : new PatchCopy(volume, patch, offset);
  }

  /** Mirrors one channel of the patch, in place. */
  void mirror(float[] values, int start) {
    eachPair(
        start,
        (v, w) -> {
          float kept = values[v];
          values[v] = values[w];
          values[w] = kept;
        });
  }

  /** Mirrors the class ids of the patch, in place. */
  void mirror(int[] values, int start) {
    eachPair(
        start,
        (v, w) -> {
          int kept = values[v];
          values[v] = values[w];
          values[w] = kept;
        });
  }

  /** Varies the intensities of one channel, in place. */
  void recolour(float[] values, int start, CounterRandom random) {
    new Recolour(settings, patch).apply(values, start, random);
  }

  @FunctionalInterface
  private interface Swap {
    void swap(int voxel, int other);
  }

  private void eachPair(int start, Swap swap) {
    if (!mirrored[0] && !mirrored[1] && !mirrored[2]) {
      return;
    }
    for (int i = 0; i < patch.x(); i++) {
      for (int j = 0; j < patch.y(); j++) {
        for (int k = 0; k < patch.z(); k++) {
          int voxel = patch.index(i, j, k);
          int other = patch.index(across(0, i), across(1, j), across(2, k));
          if (voxel < other) {
            swap.swap(start + voxel, start + other);
          }
        }
      }
    }
  }

  private int across(int axis, int index) {
    return mirrored[axis] ? patch.size(axis) - 1 - index : index;
  }
}
