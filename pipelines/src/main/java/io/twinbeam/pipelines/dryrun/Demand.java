package io.twinbeam.pipelines.dryrun;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.training.StepProbe;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PatchGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What a job takes, from what was measured of its data and its networks. Every figure is of the
 * kind "about": of the mean of the cases that were looked at, but memory, which is of the largest.
 */
final class Demand {

  /** Of a reference to a case, or to a run, on its way between machines. */
  private static final long REFERENCE_BYTES = 600;

  private static final long ROW_BYTES = 100;

  /** Stands before each part of an amount. */
  private static final String PART = " ".repeat(16);

  private static final int TERMS_PER_STEP = 20;

  /** Of a label map and its entropies, compressed, per voxel. */
  private static final double PREDICTED_BYTES_PER_VOXEL = 3;

  /** Checkpoints that a run keeps at a time: the last, the one before, the weights. */
  private static final long KEPT_CHECKPOINTS = 3;

  private final DataSample data;
  private long diskBytes;
  private long heapBytes;
  private long elements;
  private long shuffledBytes;
  private double seconds;
  private OptionalLong residentBytes = OptionalLong.empty();
  private OptionalLong gpuBytes = OptionalLong.empty();
  private final List<String> durations = new ArrayList<>();
  private final List<String> sizes = new ArrayList<>();

  /** Listing and preprocessing {@code data}, to begin with. */
  Demand(DataSample data) {
    this.data = data;
    shuffle(2 * data.cases(), REFERENCE_BYTES);
    disk(data.cases() * data.bytesPerCase(), data.cases() + " preprocessed cases");
    take(data.cases() * data.secondsPerCase(), "preprocessing");
    // A volume as it is read, as floats, and what a step of the recipe makes of it.
    heap(3L * Float.BYTES * largest());
  }

  /**
   * And training {@code runs} runs alike.
   *
   * @param steps of a run, all rounds together
   * @param workload of all of them
   */
  void train(StepProbe probe, int runs, long steps, Workload workload, String method) {
    shuffle(workload.seen(), 2 * REFERENCE_BYTES);
    shuffle(runs * steps * TERMS_PER_STEP, ROW_BYTES);
    disk(
        runs * KEPT_CHECKPOINTS * probe.checkpointBytes(),
        "checkpoints of " + count(runs, method, "run"));
    take(runs * steps * probe.secondsPerStep(), "training " + count(runs, method, "run"));
    heap(2 * probe.checkpointBytes());
    measured(probe);
  }

  /**
   * And all that runs predict.
   *
   * @param classes background included
   */
  void predict(
      StepProbe probe,
      InferenceSettings windows,
      Workload workload,
      String method,
      int channels,
      int classes) {
    double secondsPerCase = windows(windows) * probe.secondsPerWindow();
    take(
        workload.validated() * secondsPerCase,
        workload.validated(),
        count(workload.validated(), method, "validation"));
    take(
        workload.pseudoLabelled() * workload.passes() * secondsPerCase,
        workload.pseudoLabelled(),
        count(workload.pseudoLabelled(), method, "pseudo-label"));
    take(
        workload.evaluated() * secondsPerCase,
        workload.evaluated(),
        count(workload.evaluated(), method, "evaluated prediction"));
    long kept = workload.pseudoLabelled() + workload.evaluated();
    shuffle(kept, 2 * REFERENCE_BYTES);
    disk((long) (kept * voxels() * PREDICTED_BYTES_PER_VOXEL), count(kept, method, "prediction"));
    long voxels = largest();
    long stitched = (channels + classes) * (voxels + windows.batch() * windows.patch().voxels());
    heap(Math.max(Float.BYTES * stitched, Float.BYTES * (classes + 1L) * voxels + 22 * voxels));
    measured(probe);
  }

  private void measured(StepProbe probe) {
    residentBytes = ResidentMemory.peakBytes();
    gpuBytes = LongStream.concat(gpuBytes.stream(), probe.gpuBytes().stream()).max();
  }

  /** The voxels of the largest case of the sample. */
  private long largest() {
    return data.shapes().stream().mapToLong(GridShape::voxels).max().orElse(0);
  }

  /** The voxels of a case, on average. */
  private double voxels() {
    return data.shapes().stream().mapToLong(GridShape::voxels).average().orElse(0);
  }

  /** The windows over a case, on average; those of air are seen once all together. */
  private double windows(InferenceSettings settings) {
    return data.shapes().stream()
        .mapToLong(shape -> windows(shape, settings.patch(), settings.stride()))
        .average()
        .orElse(1);
  }

  private static long windows(GridShape shape, GridShape patch, GridShape stride) {
    long count = 1;
    for (int axis = 0; axis < 3; axis++) {
      int size = Math.max(shape.size(axis), patch.size(axis));
      count *= PatchGrid.starts(size, patch.size(axis), stride.size(axis)).length;
    }
    return count;
  }

  private void shuffle(long count, long bytesEach) {
    elements += count;
    shuffledBytes += count * bytesEach;
  }

  private void disk(long bytes, String what) {
    diskBytes += bytes;
    sizes.add(Amounts.bytes(bytes) + " for " + what);
  }

  private void heap(long bytes) {
    heapBytes = Math.max(heapBytes, bytes);
  }

  private void take(double more, String what) {
    seconds += more;
    durations.add(what + " " + Amounts.duration(more));
  }

  private void take(double more, long count, String what) {
    if (count > 0) {
      take(more, what);
    }
  }

  /** Disk, memory, GPU memory, shuffle and duration, a line each, with what they are made of. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("disk", Amounts.bytes(diskBytes), ""));
    sizes.forEach(size -> lines.add(PART + size));
    lines.add(
        line(
            "memory",
            Amounts.bytes(heapBytes) + " of heap a thread, beside the volume cache",
            residentBytes.isPresent()
                ? "this process has taken "
                    + Amounts.bytes(residentBytes.getAsLong())
                    + " in all while it measured"
                : ""));
    lines.add(
        line(
            "GPU memory",
            gpuBytes.isPresent() ? Amounts.bytes(gpuBytes.getAsLong()) : "not measured",
            gpuBytes.isPresent()
                ? "in use while a step was trained"
                : "no step ran on a GPU here"));
    lines.add(
        line(
            "shuffle",
            Amounts.bytes(shuffledBytes),
            String.format(Locale.ROOT, "%,d elements, references and rows of tables", elements)));
    lines.add(
        line("duration", Amounts.duration(seconds), "one thing after another on this device"));
    durations.forEach(duration -> lines.add(PART + duration));
    return lines;
  }

  private static String count(long count, String method, String what) {
    return count + " " + what + (count == 1 ? "" : "s") + " of " + method;
  }

  private static String line(String what, String amount, String why) {
    return String.format(
        Locale.ROOT, "  %-11s %s%s", what, amount, why.isEmpty() ? "" : " (" + why + ")");
  }
}
