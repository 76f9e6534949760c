package io.twinbeam.model.inference;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.PatchGrid;
import io.twinbeam.model.volume.Scan;
import java.util.List;

/**
 * Windows over a volume and their results stitched together: the plain mean where windows overlap.
 * A volume smaller than the window is padded with 0, evenly on both sides; results leave the
 * padding out. Windows are visited in C order, so equal input gives equal bits.
 */
final class SlidingWindow {

  /** What turns windows into probabilities. */
  @FunctionalInterface
  interface Model {

    /**
     * The class probabilities at each voxel of each window.
     *
     * @param windows (count, channels, patch voxels) in C order
     * @return (count, classes, patch voxels) in C order
     */
    float[] probabilities(float[] windows, int count);
  }

  // Some JVMs keep a few array indices for themselves.
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final InferenceSettings settings;
  private final int classes;

  SlidingWindow(InferenceSettings settings, int classes) {
    this.settings = settings;
    this.classes = classes;
  }

  /** The class-major probabilities at each voxel of {@code image}. */
  float[] stitch(Scan image, Model model) {
    Padding padding = Padding.of(image.shape(), settings.patch());
    if (padding.padded().voxels() * classes > MAX_ARRAY) {
      throw new InvalidCaseException(
          Fault.TOO_LARGE,
          "volume "
              + image.shape()
              + " times "
              + classes
              + " classes must stay below 2^31 probabilities; crop it, or resample it coarser");
    }
    List<float[]> channels =
        image.channels().stream().map(channel -> padding.pad(channel.voxels())).toList();
    float[] sums = new float[(int) padding.padded().voxels() * classes];
    int[] counts = new int[(int) padding.padded().voxels()];
    List<int[]> offsets = PatchGrid.offsets(padding.padded(), settings.patch(), settings.stride());
    for (int first = 0; first < offsets.size(); first += settings.batch()) {
      int last = Math.min(first + settings.batch(), offsets.size());
      addBatch(offsets.subList(first, last), padding.padded(), channels, model, sums, counts);
    }
    divide(sums, counts);
    return padding.unpad(sums, classes);
  }

  private void addBatch(
      List<int[]> offsets,
      GridShape shape,
      List<float[]> channels,
      Model model,
      float[] sums,
      int[] counts) {
    int size = (int) settings.patch().voxels();
    float[] windows = windows(offsets, shape, channels);
    float[] results = model.probabilities(windows, offsets.size());
    for (int n = 0; n < offsets.size(); n++) {
      int start = n * size * classes;
      forEachRow(
          offsets.get(n),
          shape,
          (inVolume, inWindow, length) -> {
            for (int k = 0; k < length; k++) {
              counts[inVolume + k]++;
            }
            for (int c = 0; c < classes; c++) {
              int from = start + c * size + inWindow;
              int to = c * counts.length + inVolume;
              for (int k = 0; k < length; k++) {
                sums[to + k] += results[from + k];
              }
            }
          });
    }
  }

  private float[] windows(List<int[]> offsets, GridShape shape, List<float[]> channels) {
    int size = (int) settings.patch().voxels();
    float[] windows =
        new float[Math.multiplyExact(offsets.size(), Math.multiplyExact(channels.size(), size))];
    for (int n = 0; n < offsets.size(); n++) {
      for (int c = 0; c < channels.size(); c++) {
        float[] channel = channels.get(c);
        int start = (n * channels.size() + c) * size;
        forEachRow(
            offsets.get(n),
            shape,
            (inVolume, inWindow, length) ->
                System.arraycopy(channel, inVolume, windows, start + inWindow, length));
      }
    }
    return windows;
  }

  /** A run of voxels along the fastest axis: its first index in both arrays, and its length. */
  private interface Row {
    void accept(int inVolume, int inWindow, int length);
  }

  private void forEachRow(int[] offset, GridShape shape, Row row) {
    GridShape patch = settings.patch();
    for (int i = 0; i < patch.x(); i++) {
      for (int j = 0; j < patch.y(); j++) {
        row.accept(
            shape.index(offset[0] + i, offset[1] + j, offset[2]), patch.index(i, j, 0), patch.z());
      }
    }
  }

  private static void divide(float[] sums, int[] counts) {
    for (int first = 0; first < sums.length; first += counts.length) {
      for (int voxel = 0; voxel < counts.length; voxel++) {
        float mean = sums[first + voxel] / counts[voxel];
        if (!Float.isFinite(mean)) {
          throw new InvalidCaseException(
              Fault.DIVERGED,
              "the networks gave probabilities that are not finite; their training has diverged");
        }
        sums[first + voxel] = mean;
      }
    }
  }
}
