package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.Volume;
import java.util.Arrays;

/** Intensities as grey levels: from the 0.5th to the 99.5th percentile of a volume. */
final class GreyWindow {

  private static final int WHITE = 255;

  private final float dark;
  private final float bright;

  GreyWindow(Volume volume) {
    float[] sorted = finite(volume);
    this.dark = sorted[(int) (0.005 * (sorted.length - 1))];
    this.bright = sorted[(int) (0.995 * (sorted.length - 1))];
  }

  private static float[] finite(Volume volume) {
    float[] sorted = volume.voxels().clone();
    Arrays.sort(sorted);
    // NaN sorts last; an image of nothing else still gets a window.
    int end = sorted.length;
    while (end > 0 && Float.isNaN(sorted[end - 1])) {
      end--;
    }
    return end == 0 ? new float[1] : Arrays.copyOf(sorted, end);
  }

  byte[] greys(float[] intensities) {
    byte[] pixels = new byte[intensities.length];
    float range = Math.max(bright - dark, Float.MIN_NORMAL);
    for (int i = 0; i < pixels.length; i++) {
      float share = Math.max(0, Math.min(1, (intensities[i] - dark) / range));
      pixels[i] = (byte) Math.round(share * WHITE);
    }
    return pixels;
  }
}
