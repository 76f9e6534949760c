package io.twinbeam.model.recipe;

import io.twinbeam.model.volume.Box;
import io.twinbeam.model.volume.Crop;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Normalize;
import io.twinbeam.model.volume.Reorient;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A fingerprint in the making. Whatever the order in which cases are added and sketches merged, the
 * result is the same to the last bit: cases are kept apart by their id, intensities are counted in
 * buckets with fixed bounds, and nothing is summed before {@link Fingerprint#of}, which goes
 * through the cases in the order of their ids.
 *
 * <p>A bucket holds the floats that agree in sign, exponent and the first 11 bits of the mantissa:
 * whole numbers up to 4096, as Hounsfield units are, have a bucket each; other values are known to
 * one part in 2048.
 *
 * @param cases by case id
 * @param histograms for each channel, foreground voxels by bucket, from low to high intensities
 * @param skipped ids of cases that could not be read
 */
public record FingerprintSketch(
    TreeMap<String, CaseFacts> cases,
    ArrayList<TreeMap<Integer, Long>> histograms,
    TreeSet<String> skipped) {

  private static final int DROPPED_BITS = 12;

  public static FingerprintSketch empty() {
    return new FingerprintSketch(new TreeMap<>(), new ArrayList<>(), new TreeSet<>());
  }

  /** The sketch of a single case that could not be read. */
  public static FingerprintSketch ofSkipped(String caseId) {
    FingerprintSketch sketch = empty();
    sketch.skipped.add(caseId);
    return sketch;
  }

  /**
   * The sketch of a single case.
   *
   * @param label on the grid of {@code image}
   * @throws io.twinbeam.model.volume.InvalidCaseException where an intensity is not finite
   */
  public static FingerprintSketch ofCase(String caseId, Scan image, Optional<LabelMap> label) {
    image.forEach(Normalize::requireFinite);
    FingerprintSketch sketch = empty();
    List<Moments> foreground = new ArrayList<>();
    for (Volume channel : image.channels()) {
      TreeMap<Integer, Long> histogram = new TreeMap<>();
      sketch.histograms.add(histogram);
      foreground.add(label.map(map -> count(channel, map, histogram)).orElse(Moments.NONE));
    }
    VoxelGrid grid = Reorient.toRas(image.grid());
    sketch.cases.put(
        caseId,
        new CaseFacts(
            Arrays.stream(grid.spacingMm()).boxed().toList(),
            Arrays.stream(grid.shape().toArray()).boxed().toList(),
            croppedShare(image),
            foreground));
    return sketch;
  }

  /** Takes in the cases of {@code other}, which has none in common with this sketch. */
  public void add(FingerprintSketch other) {
    cases.putAll(other.cases);
    skipped.addAll(other.skipped);
    for (int channel = 0; channel < other.histograms.size(); channel++) {
      if (channel == histograms.size()) {
        histograms.add(new TreeMap<>());
      }
      TreeMap<Integer, Long> merged = histograms.get(channel);
      other
          .histograms
          .get(channel)
          .forEach((bucket, count) -> merged.merge(bucket, count, Long::sum));
    }
  }

  private static Moments count(Volume image, LabelMap label, TreeMap<Integer, Long> histogram) {
    float[] voxels = image.voxels();
    byte[] classes = label.voxels();
    long count = 0;
    double sum = 0;
    for (int n = 0; n < voxels.length; n++) {
      if (classes[n] != 0) {
        histogram.merge(bucket(voxels[n]), 1L, Long::sum);
        sum += voxels[n];
        count++;
      }
    }
    double mean = count == 0 ? 0 : sum / count;
    double squares = 0;
    for (int n = 0; n < voxels.length; n++) {
      if (classes[n] != 0) {
        squares += (voxels[n] - mean) * (voxels[n] - mean);
      }
    }
    return new Moments(count, mean, squares);
  }

  private static double croppedShare(Scan image) {
    Optional<Box> box = Crop.aboveThreshold(image, 0);
    return box.map(b -> (double) b.shape().voxels() / image.shape().voxels()).orElse(1.0);
  }

  /** Rises with the value, so that sorted buckets are sorted intensities. */
  static int bucket(float value) {
    int bits = Float.floatToIntBits(value == 0 ? 0f : value);
    return bits >= 0 ? bits >> DROPPED_BITS : -((bits & Integer.MAX_VALUE) >> DROPPED_BITS);
  }

  /**
   * The value nearest to 0 in a bucket, which is the only whole number where that is below 4096.
   */
  static double valueOf(int bucket) {
    double size = Float.intBitsToFloat(Math.abs(bucket) << DROPPED_BITS);
    return bucket < 0 ? -size : size;
  }
}
