package io.twinbeam.model.training;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;

/** Varies the intensities of one channel of a patch, in place: see {@link AugmentationSettings}. */
final class Recolour {

  private final AugmentationSettings settings;
  private final GridShape patch;

  Recolour(AugmentationSettings settings, GridShape patch) {
    this.settings = settings;
    this.patch = patch;
  }

  /**
   * @param start where the channel begins in {@code values}
   */
  void apply(float[] values, int start, CounterRandom random) {
    if (!settings.recolours()) {
      return;
    }
    // All are drawn whether used or not, so that one setting changes nothing of another's draw.
    boolean bends = random.nextDouble() < settings.probability();
    double logGamma = random.nextDouble(-settings.gamma(), settings.gamma());
    boolean blurs = random.nextDouble() < settings.probability();
    double factor = random.nextDouble(1, settings.lowResolution());
    boolean addsNoise = random.nextDouble() < settings.probability();
    double noise = random.nextDouble(0, settings.noise());
    if (bends && settings.gamma() > 0) {
      bend(values, start, StrictMath.exp(logGamma));
    }
    if (blurs && factor > 1) {
      coarsen(values, start, factor);
    }
    if (addsNoise && noise > 0) {
      double deviation = noise * Spread.of(values, start, voxels()).deviation();
      for (int v = start; v < start + voxels(); v++) {
        values[v] += (float) (deviation * random.nextGaussian());
      }
    }
  }

  private int voxels() {
    return (int) patch.voxels();
  }

  private record Spread(double mean, double deviation, float low, float high) {

    static Spread of(float[] values, int start, int count) {
      double sum = 0;
      double squares = 0;
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int v = start; v < start + count; v++) {
        sum += values[v];
        squares += (double) values[v] * values[v];
        low = Math.min(low, values[v]);
        high = Math.max(high, values[v]);
      }
      double mean = sum / count;
      return new Spread(mean, Math.sqrt(Math.max(0, squares / count - mean * mean)), low, high);
    }
  }

  /** A power law over the channel's range; mean and deviation stay. */
  private void bend(float[] values, int start, double gamma) {
    Spread before = Spread.of(values, start, voxels());
    double range = before.high() - before.low();
    if (!(range > 0)) {
      return;
    }
    for (int v = start; v < start + voxels(); v++) {
      values[v] = (float) StrictMath.pow((values[v] - before.low()) / range, gamma);
    }
    Spread after = Spread.of(values, start, voxels());
    double factor = after.deviation() > 0 ? before.deviation() / after.deviation() : 0;
    for (int v = start; v < start + voxels(); v++) {
      values[v] = (float) ((values[v] - after.mean()) * factor + before.mean());
    }
  }

  /** Keeps the nearest voxel of each cell of a coarser grid and interpolates linearly between. */
  private void coarsen(float[] values, int start, double factor) {
    int[] strides = {patch.y() * patch.z(), patch.z(), 1};
    for (int axis = 0; axis < 3; axis++) {
      int size = patch.size(axis);
      int[] others = {(axis + 1) % 3, (axis + 2) % 3};
      float[] line = new float[size];
      for (int i = 0; i < patch.size(others[0]); i++) {
        for (int j = 0; j < patch.size(others[1]); j++) {
          int first = start + i * strides[others[0]] + j * strides[others[1]];
          for (int k = 0; k < size; k++) {
            line[k] = values[first + k * strides[axis]];
          }
          for (int k = 0; k < size; k++) {
            values[first + k * strides[axis]] = coarse(line, k / factor, factor);
          }
        }
      }
    }
  }

  private static float coarse(float[] line, double cell, double factor) {
    int below = (int) cell;
    double share = cell - below;
    float low = line[Math.min(line.length - 1, (int) Math.rint(below * factor))];
    float high = line[Math.min(line.length - 1, (int) Math.rint((below + 1) * factor))];
    return (float) (low + (high - low) * share);
  }
}
