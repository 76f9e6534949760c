package io.twinbeam.model.inference;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.PatchGrid;
import io.twinbeam.model.volume.Scan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows over a volume and their results stitched together: the weighted mean where windows
 * overlap, see {@link WindowWeights}. A volume smaller than the window is padded with 0, evenly on
 * both sides; results leave the padding out. Windows are visited in C order, so equal input gives
 * equal bits.
 *
 * <p>Windows that hold one and the same value throughout, such as air, are seen once.
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

  private static final float[] NOT_FLAT = {};

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
    Stitching stitching = new Stitching(padding.padded(), channels, model);
    for (int[] offset : PatchGrid.offsets(padding.padded(), settings.patch(), settings.stride())) {
      stitching.add(offset);
    }
    return padding.unpad(stitching.finish(), classes);
  }

  /**
   * A window that waits for its turn.
   *
   * @param slot its place among those that go through the networks next; -1 where the result of an
   *     earlier one serves it
   */
  private record Waiting(int x, int y, int z, int slot) {}

  /** One volume on its way. */
  private final class Stitching {

    private final GridShape shape;
    private final List<float[]> channels;
    private final Model model;
    private final WindowWeights weights;
    private final float[] sums;
    private final int size = (int) settings.patch().voxels();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<int[]> slots = new ArrayList<>();
    // The value of each channel in the window of one value seen last, its slot until it has been
    // seen, and its result from then on. One alone, as results are large.
    private float[] flat = NOT_FLAT;
    private int flatSlot = -1;
    private float[] flatResult = {};

    Stitching(GridShape shape, List<float[]> channels, Model model) {
      this.shape = shape;
      this.channels = channels;
      this.model = model;
      this.weights = new WindowWeights(shape, settings);
      this.sums = new float[(int) shape.voxels() * classes];
    }

    void add(int[] offset) {
      float[] values = flatValues(offset);
      if (values.length > 0 && Arrays.equals(values, flat)) {
        enqueue(offset, flatSlot);
        return;
      }
      if (values.length > 0 && flatSlot < 0) {
        if (flatResult.length > 0) {
          flush(); // Some may wait for the result that goes.
        }
        flat = values;
        flatSlot = slots.size();
        flatResult = new float[0];
      }
      enqueue(offset, slots.size());
      slots.add(offset);
      if (slots.size() == settings.batch()) {
        flush();
      }
    }

    private void enqueue(int[] offset, int slot) {
      waiting.add(new Waiting(offset[0], offset[1], offset[2], slot));
    }

    /** The class-major means. */
    float[] finish() {
      flush();
      divide();
      return sums;
    }

    private void flush() {
      float[] results =
          slots.isEmpty() ? new float[0] : model.probabilities(windows(), slots.size());
      for (Waiting window : waiting) {
        if (window.slot() < 0) {
          stitch(window, flatResult, 0);
        } else {
          stitch(window, results, window.slot() * size * classes);
        }
      }
      if (flatSlot >= 0) {
        int start = flatSlot * size * classes;
        flatResult = Arrays.copyOfRange(results, start, start + size * classes);
        flatSlot = -1;
      }
      waiting.clear();
      slots.clear();
    }

    /** The value of each channel; empty where one has several. */
    private float[] flatValues(int[] offset) {
      float[] values = new float[channels.size()];
      GridShape patch = settings.patch();
      for (int c = 0; c < values.length; c++) {
        float[] channel = channels.get(c);
        values[c] = channel[shape.index(offset[0], offset[1], offset[2])];
        for (int i = 0; i < patch.x(); i++) {
          for (int j = 0; j < patch.y(); j++) {
            int first = shape.index(offset[0] + i, offset[1] + j, offset[2]);
            for (int k = first; k < first + patch.z(); k++) {
              if (channel[k] != values[c]) {
                return NOT_FLAT;
              }
            }
          }
        }
      }
      return values;
    }

    private float[] windows() {
      float[] windows =
          new float[Math.multiplyExact(slots.size(), Math.multiplyExact(channels.size(), size))];
      GridShape patch = settings.patch();
      int to = 0;
      for (int[] offset : slots) {
        for (float[] channel : channels) {
          for (int i = 0; i < patch.x(); i++) {
            for (int j = 0; j < patch.y(); j++, to += patch.z()) {
              int from = shape.index(offset[0] + i, offset[1] + j, offset[2]);
              System.arraycopy(channel, from, windows, to, patch.z());
            }
          }
        }
      }
      return windows;
    }

    /** Adds the result that begins at {@code start} of {@code results}. */
    private void stitch(Waiting window, float[] results, int start) {
      GridShape patch = settings.patch();
      float[] alongZ = weights.alongZ();
      int voxels = (int) shape.voxels();
      int from = start;
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i < patch.x(); i++) {
          for (int j = 0; j < patch.y(); j++, from += patch.z()) {
            float ofRow = weights.ofRow(i, j);
            int to = c * voxels + shape.index(window.x() + i, window.y() + j, window.z());
            for (int k = 0; k < patch.z(); k++) {
              sums[to + k] += ofRow * alongZ[k] * results[from + k];
            }
          }
        }
      }
    }

    private void divide() {
      int at = 0;
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i < shape.x(); i++) {
          for (int j = 0; j < shape.y(); j++) {
            for (int k = 0; k < shape.z(); k++, at++) {
              sums[at] = finite(sums[at] / weights.sum(i, j, k));
            }
          }
        }
      }
    }
  }

  private static float finite(float mean) {
    if (!Float.isFinite(mean)) {
      throw new InvalidCaseException(
          Fault.DIVERGED,
          "the networks gave probabilities that are not finite; their training has diverged");
    }
    return mean;
  }
}
