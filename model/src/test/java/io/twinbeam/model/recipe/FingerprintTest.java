package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.recipe.Fingerprint.Intensities;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintTest {

  private static final int VOXELS = 120;

  /** A case whose foreground is every voxel but the first ten. */
  private static FingerprintSketch sketch(String caseId, float[]... channels) {
    VoxelGrid grid = VoxelGrid.ofSpacing(new GridShape(1, 1, channels[0].length), 1, 1, 2);
    byte[] classes = new byte[channels[0].length];
    Arrays.fill(classes, 10, classes.length, (byte) 3);
    Scan image = new Scan(Arrays.stream(channels).map(voxels -> new Volume(grid, voxels)).toList());
    return FingerprintSketch.ofCase(caseId, image, Optional.of(new LabelMap(grid, classes)));
  }

  private static float[] noise(int index, boolean whole) {
    float[] voxels = new float[VOXELS];
    Random random = new Random(index);
    for (int v = 0; v < VOXELS; v++) {
      double value = 900 * random.nextGaussian() - 30;
      voxels[v] = (float) (whole ? Math.rint(value) : value);
    }
    return voxels;
  }

  private static Fingerprint merged(List<FingerprintSketch> sketches) {
    FingerprintSketch all = FingerprintSketch.empty();
    sketches.forEach(all::add);
    return Fingerprint.of(all);
  }

  private static double percentile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void intensitiesAreThoseOfAllForegroundVoxelsTogether(boolean whole) {
    double[] all =
        IntStream.range(0, 7)
            .mapToObj(index -> noise(index, whole))
            .flatMapToDouble(voxels -> IntStream.range(10, VOXELS).mapToDouble(v -> voxels[v]))
            .sorted()
            .toArray();
    Intensities found =
        merged(
                IntStream.range(0, 7)
                    .mapToObj(index -> sketch("case" + index, noise(index, whole)))
                    .toList())
            .foreground()
            .get(0);
    double mean = Arrays.stream(all).average().orElseThrow();
    double variance = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertEquals(all.length, found.voxels());
    assertEquals(mean, found.mean(), 1e-9);
    assertEquals(Math.sqrt(variance), found.deviation(), 1e-9);
    // Whole numbers up to 4096 have buckets of their own.
    double tolerance = whole ? 1e-9 : 3000 / 2048.0;
    assertEquals(percentile(all, 0.005), found.percentile0p5(), tolerance);
    assertEquals(percentile(all, 0.5), found.median(), tolerance);
    assertEquals(percentile(all, 0.995), found.percentile99p5(), tolerance);
  }

  @Test
  void orderAndGroupingOfCasesChangeNoBit() {
    List<FingerprintSketch> sketches = new ArrayList<>();
    for (int index = 0; index < 40; index++) {
      sketches.add(sketch("case" + index, noise(index, false), noise(-index - 1, false)));
    }
    Fingerprint expected = merged(sketches);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(sketches, new Random(seed));
      FingerprintSketch left = FingerprintSketch.empty();
      FingerprintSketch right = FingerprintSketch.empty();
      int cut = CounterRandom.of(seed, "cut").nextInt(40);
      sketches.subList(0, cut).forEach(left::add);
      sketches.subList(cut, 40).forEach(right::add);
      right.add(left);
      assertEquals(expected, Fingerprint.of(right));
    }
  }

  @Test
  void spacingsAndShapesAreThoseOfTheReorientedCases() {
    VoxelGrid turned =
        new VoxelGrid(new GridShape(3, 4, 2), Affine.ofRows(0, -1, 0, 3, -2, 0, 0, 2, 0, 0, 5, 0));
    float[] voxels = new float[24];
    Arrays.fill(voxels, 0, 12, 1);
    Fingerprint found =
        Fingerprint.of(
            FingerprintSketch.ofCase("a", Scan.of(new Volume(turned, voxels)), Optional.empty()));
    assertEquals(List.of(1.0, 2.0, 5.0), found.spacingMm().stream().map(s -> s.median()).toList());
    assertEquals(List.of(4.0, 3.0, 2.0), found.shape().stream().map(s -> s.median()).toList());
    assertTrue(found.foreground().isEmpty());
    assertEquals(2.0 / 3, found.medianCroppedShare(), 1e-12);
  }

  @Test
  void everyChannelHasIntensitiesOfItsOwn() {
    List<FingerprintSketch> both = new ArrayList<>();
    List<FingerprintSketch> first = new ArrayList<>();
    List<FingerprintSketch> second = new ArrayList<>();
    for (int index = 0; index < 5; index++) {
      float[] one = noise(index, true);
      float[] other = noise(index + 50, false);
      both.add(sketch("case" + index, one, other));
      first.add(sketch("case" + index, one));
      second.add(sketch("case" + index, other));
    }
    assertEquals(
        List.of(merged(first).foreground().get(0), merged(second).foreground().get(0)),
        merged(both).foreground());
  }

  @Test
  void theCroppedShareIsThatOfTheBoxRoundAllChannels() {
    float[] low = new float[20];
    float[] high = new float[20];
    low[2] = 1;
    high[7] = 1;
    assertEquals(0.05, Fingerprint.of(sketch("a", low)).medianCroppedShare(), 1e-12);
    assertEquals(0.3, Fingerprint.of(sketch("a", low, high)).medianCroppedShare(), 1e-12);
  }

  @Test
  void casesOfDifferentChannelsMakeNoFingerprint() {
    FingerprintSketch sketch = sketch("a", noise(1, true));
    sketch.add(sketch("b", noise(1, true), noise(2, true)));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Fingerprint.of(sketch)).getMessage();
    assertTrue(message.contains("[1, 2]"), message);
  }

  @Test
  void casesThatCannotBeReadAreCounted() {
    FingerprintSketch sketch = sketch("a", noise(1, true));
    sketch.add(FingerprintSketch.ofSkipped("b"));
    assertEquals(1, Fingerprint.of(sketch).cases());
    assertEquals(1, Fingerprint.of(sketch).skippedCases());
  }

  @Test
  void noReadableCaseIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> Fingerprint.of(FingerprintSketch.ofSkipped("b")));
    assertTrue(refused.getMessage().contains("1 could not be read"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {-4096, -4095, -1024, -1, 0, 1, 3, 2047, 4095, 4096, 0.5f, 1e20f})
  void aBucketIsNamedByTheShortNumberInIt(float value) {
    double named = FingerprintSketch.valueOf(FingerprintSketch.bucket(value));
    assertEquals(value, named, Math.abs(value) > 4096 ? value / 2048 : 0);
    assertFalse(
        FingerprintSketch.bucket(value) > FingerprintSketch.bucket(value + Math.ulp(value)));
  }

  @Test
  void momentsKeepTheSpreadOfLargeValues() {
    Moments left = new Moments(2, 1e9, 2);
    Moments right = new Moments(2, 1e9 + 2, 2);
    assertEquals(new Moments(4, 1e9 + 1, 8), left.and(right));
    assertEquals(left, left.and(Moments.NONE));
    assertEquals(left, Moments.NONE.and(left));
  }
}
