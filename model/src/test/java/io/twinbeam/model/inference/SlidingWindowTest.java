package io.twinbeam.model.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.Sha256;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.PatchGrid;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlidingWindowTest {

  private static final GridShape PATCH = new GridShape(16, 32, 16);
  private static final int WINDOW = (int) PATCH.voxels();

  private static Volume volume(GridShape shape) {
    CounterRandom random = CounterRandom.of(1, "image");
    float[] voxels = new float[(int) shape.voxels()];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) random.nextDouble();
    }
    return new Volume(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels);
  }

  private static SlidingWindow window(GridShape stride, int batch, int classes) {
    return new SlidingWindow(new InferenceSettings(PATCH, stride, batch), classes);
  }

  /** Gives each voxel's intensity to class 1 and the rest to class 0. */
  private static float[] intensityIsClassOne(float[] windows, int count) {
    float[] probabilities = new float[2 * windows.length];
    for (int i = 0; i < windows.length; i++) {
      int background = i / WINDOW * 2 * WINDOW + i % WINDOW;
      probabilities[background] = 1 - windows[i];
      probabilities[background + WINDOW] = windows[i];
    }
    return probabilities;
  }

  @ParameterizedTest
  @CsvSource({
    // Windows that tile, overlap, end flush; volumes smaller than the window along some axes or
    // all.
    "32x64x48, 16x32x16, 1",
    "33x40x30, 16x32x16, 3",
    "33x40x30, 5x7x16, 4",
    "16x32x16, 1x1x1, 2",
    "7x40x9, 16x16x8, 2",
    "3x4x5, 16x32x16, 2",
  })
  void voxelwisePredictionsComeBackInTheirPlaces(String shape, String stride, int batch) {
    Volume volume = volume(GridShape.parse(shape));
    float[] stitched =
        window(GridShape.parse(stride), batch, 2)
            .stitch(Scan.of(volume), SlidingWindowTest::intensityIsClassOne);
    int voxels = volume.voxels().length;
    assertEquals(2 * voxels, stitched.length);
    assertArrayEquals(volume.voxels(), Arrays.copyOfRange(stitched, voxels, 2 * voxels), 1e-5f);
    for (int i = 0; i < voxels; i++) {
      assertEquals(1, stitched[i] + stitched[voxels + i], 1e-5);
    }
  }

  @Test
  void overlapsTakeThePlainMean() {
    AtomicInteger next = new AtomicInteger();
    float[] stitched =
        window(new GridShape(8, 32, 16), 2, 1)
            .stitch(
                Scan.of(volume(new GridShape(32, 32, 16))),
                (windows, count) -> {
                  float[] results = new float[windows.length];
                  for (int n = 0; n < count; n++) {
                    int value = next.incrementAndGet();
                    Arrays.fill(results, n * WINDOW, (n + 1) * WINDOW, value);
                  }
                  return results;
                });
    // Windows 1, 2, 3 start at x = 0, 8, 16.
    float[] expected = {1, 1.5f, 2.5f, 3};
    for (int x = 0; x < 32; x++) {
      assertEquals(expected[x / 8], stitched[x * 32 * 16 + 5], "x " + x);
    }
    assertEquals(3, next.get());
  }

  @Test
  void paddingIsZeroAndSplitEvenly() {
    Volume volume = volume(new GridShape(13, 32, 16));
    window(PATCH, 1, 1)
        .stitch(
            Scan.of(volume),
            (windows, count) -> {
              int plane = 32 * 16;
              for (int x = 0; x < 16; x++) {
                boolean inside = x >= 1 && x < 14;
                float expected = inside ? volume.at(x - 1, 3, 7) : 0;
                assertEquals(expected, windows[x * plane + 3 * 16 + 7], "x " + x);
              }
              return windows;
            });
  }

  @Test
  void divergedNetworksAreAnErrorAndNotBackground() {
    InvalidCaseException error =
        assertThrows(
            InvalidCaseException.class,
            () ->
                window(PATCH, 1, 1)
                    .stitch(
                        Scan.of(volume(PATCH)),
                        (windows, count) -> {
                          float[] results = new float[windows.length];
                          results[17] = Float.NaN;
                          return results;
                        }));
    assertEquals(Fault.DIVERGED, error.fault());
  }

  @Test
  void volumesBeyondOneArrayAreRefusedBeforeAnyWork() {
    Volume volume = volume(new GridShape(64, 64, 64));
    InvalidCaseException fault =
        assertThrows(
            InvalidCaseException.class,
            () -> window(PATCH, 1, 10_000).stitch(Scan.of(volume), (windows, count) -> windows));
    assertEquals(Fault.TOO_LARGE, fault.fault());
    assertTrue(fault.getMessage().contains("64x64x64"), fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"16x16x24, 8x8x8, 1", "16x16x16, 17x8x8, 1", "16x16x16, 8x8x8, 0"})
  void settingsThatCannotWorkAreRefused(String patch, String stride, int batch) {
    GridShape patchShape = GridShape.parse(patch);
    GridShape strideShape = GridShape.parse(stride);
    assertThrows(
        IllegalArgumentException.class,
        () -> new InferenceSettings(patchShape, strideShape, batch));
  }

  @Test
  void stitchedResultsOfOneChannelKeepTheirBits() {
    float[] stitched =
        window(new GridShape(5, 7, 16), 4, 2)
            .stitch(
                Scan.of(volume(new GridShape(33, 20, 30))), SlidingWindowTest::intensityIsClassOne);
    assertEquals(
        "2cc4c2b1a913558247dc72023c115714d143f5f74fa88da79123d62b088a5e0e", Sha256.of(stitched));
  }

  @ParameterizedTest
  @CsvSource({"33x40x30, 5x7x16, 4", "7x40x9, 16x16x8, 2"})
  void everyChannelOfAWindowIsCutAtTheSamePlace(String shape, String stride, int batch) {
    Volume first = volume(GridShape.parse(shape));
    Volume second = halved(first);
    float[] stitched =
        window(GridShape.parse(stride), batch, 1)
            .stitch(
                Scan.of(first, second),
                (windows, count) -> {
                  assertEquals(count * 2 * WINDOW, windows.length);
                  float[] differences = new float[count * WINDOW];
                  for (int i = 0; i < differences.length; i++) {
                    int one = i / WINDOW * 2 * WINDOW + i % WINDOW;
                    assertEquals(windows[one] / 2, windows[one + WINDOW]);
                    differences[i] = windows[one] - windows[one + WINDOW];
                  }
                  return differences;
                });
    assertArrayEquals(second.voxels(), stitched, 1e-5f);
  }

  private static Volume halved(Volume volume) {
    float[] voxels = volume.voxels().clone();
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] /= 2;
    }
    return new Volume(volume.grid(), voxels);
  }

  private static SlidingWindow gaussianWindow(GridShape stride, int batch, int classes) {
    return new SlidingWindow(
        new InferenceSettings(PATCH, stride, batch, true, 0, OptionalInt.empty()), classes);
  }

  @ParameterizedTest
  @CsvSource({"33x40x30, 5x7x16, 4", "7x40x9, 16x16x8, 2", "16x32x16, 1x1x1, 2"})
  void gaussianWeightingLeavesVoxelwisePredictionsAsTheyAre(
      String shape, String stride, int batch) {
    Volume volume = volume(GridShape.parse(shape));
    float[] stitched =
        gaussianWindow(GridShape.parse(stride), batch, 2)
            .stitch(Scan.of(volume), SlidingWindowTest::intensityIsClassOne);
    int voxels = volume.voxels().length;
    assertArrayEquals(volume.voxels(), Arrays.copyOfRange(stitched, voxels, 2 * voxels), 1e-5f);
  }

  @Test
  void gaussianOverlapsTakeTheMeanByWeight() {
    AtomicInteger next = new AtomicInteger();
    float[] stitched =
        gaussianWindow(new GridShape(8, 32, 16), 1, 1)
            .stitch(
                Scan.of(volume(new GridShape(24, 32, 16))),
                (windows, count) -> {
                  float[] results = new float[windows.length];
                  Arrays.fill(results, next.incrementAndGet());
                  return results;
                });
    assertEquals(2, next.get());
    for (int x = 0; x < 24; x++) {
      double first = x < 16 ? Math.exp(-Math.pow((x - 7.5) / 2, 2) / 2) : 0;
      double second = x >= 8 ? Math.exp(-Math.pow((x - 15.5) / 2, 2) / 2) : 0;
      double expected = (first + 2 * second) / (first + second);
      assertEquals(expected, stitched[x * 32 * 16 + 5], 1e-5, "x " + x);
    }
  }

  /** Air of -1 and 3 round a block of noise. */
  private static Volume mostlyAir() {
    GridShape shape = new GridShape(64, 64, 64);
    float[] voxels = volume(shape).voxels();
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 64; j++) {
        for (int k = 0; k < 64; k++) {
          boolean body = i >= 20 && i < 40 && j < 30 && k < 30;
          if (!body) {
            voxels[shape.index(i, j, k)] = i < 50 ? -1 : 3;
          }
        }
      }
    }
    return new Volume(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels);
  }

  @ParameterizedTest
  @CsvSource({"1, 8x16x8", "3, 8x16x8", "7, 5x32x16", "1000, 8x16x8"})
  void windowsOfOneValueAreSeenOnceAndNothingElseChanges(int batch, String stride) {
    GridShape steps = GridShape.parse(stride);
    Volume volume = mostlyAir();
    AtomicInteger seen = new AtomicInteger();
    SlidingWindow.Model position = SlidingWindowTest::blurred;
    float[] stitched =
        window(steps, batch, 2)
            .stitch(
                Scan.of(volume),
                (windows, count) -> {
                  seen.addAndGet(count);
                  return position.probabilities(windows, count);
                });
    // The same windows, each by itself.
    int voxels = volume.voxels().length;
    float[] sums = new float[2 * voxels];
    int[] counts = new int[voxels];
    int flat = 0;
    for (int[] offset : PatchGrid.offsets(volume.shape(), PATCH, steps)) {
      float[] window = cut(volume, offset);
      boolean isFlat = true;
      for (float voxel : window) {
        isFlat &= voxel == window[0];
      }
      flat += isFlat ? 1 : 0;
      float[] result = blurred(window, 1);
      for (int n = 0; n < WINDOW; n++) {
        int at =
            volume
                .shape()
                .index(offset[0] + n / (32 * 16), offset[1] + n / 16 % 32, offset[2] + n % 16);
        counts[at]++;
        sums[at] += result[n];
        sums[voxels + at] += result[WINDOW + n];
      }
    }
    for (int n = 0; n < 2 * voxels; n++) {
      sums[n] /= counts[n % voxels];
    }
    assertArrayEquals(sums, stitched);
    int all = PatchGrid.offsets(volume.shape(), PATCH, steps).size();
    assertTrue(flat > all / 4, flat + " of " + all);
    assertTrue(seen.get() <= all - flat / 2, seen + " of " + all + ", flat " + flat);
  }

  private static float[] cut(Volume volume, int[] offset) {
    float[] window = new float[WINDOW];
    for (int n = 0; n < WINDOW; n++) {
      window[n] = volume.at(offset[0] + n / (32 * 16), offset[1] + n / 16 % 32, offset[2] + n % 16);
    }
    return window;
  }

  /** Depends on the place in the window and on two voxels. */
  private static float[] blurred(float[] windows, int count) {
    float[] results = new float[2 * windows.length];
    for (int n = 0; n < count; n++) {
      for (int v = 0; v < WINDOW; v++) {
        float value = windows[n * WINDOW + v] + windows[n * WINDOW + (v + 17) % WINDOW] * v;
        results[2 * n * WINDOW + v] = value;
        results[(2 * n + 1) * WINDOW + v] = -value;
      }
    }
    return results;
  }

  @Test
  void aVolumeOfOneValueIsOneWindowsWork() {
    AtomicInteger seen = new AtomicInteger();
    GridShape shape = new GridShape(48, 64, 48);
    Volume air = new Volume(VoxelGrid.ofSpacing(shape, 1, 1, 1), new float[48 * 64 * 48]);
    float[] stitched =
        window(new GridShape(8, 8, 8), 3, 1)
            .stitch(
                Scan.of(air, air),
                (windows, count) -> {
                  seen.addAndGet(count);
                  float[] results = new float[count * WINDOW];
                  Arrays.fill(results, 0.5f);
                  return results;
                });
    assertEquals(1, seen.get());
    float[] expected = new float[stitched.length];
    Arrays.fill(expected, 0.5f);
    assertArrayEquals(expected, stitched);
  }
}
