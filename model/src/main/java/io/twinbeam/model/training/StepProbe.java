package io.twinbeam.model.training;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a run costs, measured on made-up volumes: two steps are trained on patches, of which the
 * second counts, and after a first window one batch of them is predicted as volumes are, overlaps
 * stitched.
 *
 * @param secondsPerStep on the device that was asked for
 * @param secondsPerWindow of a prediction as settings have it: by both networks or one, and all
 *     mirrored copies of the window
 * @param checkpointBytes of the numbers in a checkpoint
 * @param gpuBytes what is taken of the GPU; empty on a CPU
 */
public record StepProbe(
    double secondsPerStep, double secondsPerWindow, long checkpointBytes, OptionalLong gpuBytes) {

  /** Measures {@code settings}; takes as long as two steps and a batch of windows and one. */
  public static StepProbe of(RunSettings settings, InferenceSettings windows) {
    MadeUp volumes = new MadeUp(settings);
    try (Trainer trainer = new Trainer(settings, volumes, Optional.empty())) {
      trainer.train();
      long start = System.nanoTime();
      trainer.train();
      double step = (System.nanoTime() - start) * 1e-9;
      int channels = settings.networkA().channels();
      trainer.predict(windows, scan(windows.patch(), channels));
      Scan batch = scan(ofOneBatch(windows), channels);
      start = System.nanoTime();
      trainer.predict(windows, batch);
      double predict = (System.nanoTime() - start) * 1e-9 / windows.batch();
      return new StepProbe(
          step,
          predict,
          bytes(trainer.checkpoint()),
          gpu(ComputeDevice.select(settings.training().device())));
    }
  }

  /** The shape of a volume over which a batch of windows goes, side by side. */
  private static GridShape ofOneBatch(InferenceSettings windows) {
    GridShape patch = windows.patch();
    int more = (windows.batch() - 1) * windows.stride().x();
    return new GridShape(patch.x() + more, patch.y(), patch.z());
  }

  private static long bytes(Checkpoint checkpoint) {
    return Stream.of(
            checkpoint.networkA(),
            checkpoint.networkB(),
            checkpoint.averageA(),
            checkpoint.averageB(),
            checkpoint.optimizerA(),
            checkpoint.optimizerB())
        .map(Map::values)
        .flatMap(Collection::stream)
        .mapToLong((Tensor tensor) -> (long) Float.BYTES * tensor.values().length)
        .sum();
  }

  private static OptionalLong gpu(Device device) {
    return device.isGpu()
        ? OptionalLong.of(CudaUtils.getGpuMemory(device).getCommitted())
        : OptionalLong.empty();
  }

  private static Scan scan(GridShape shape, int channels) {
    Volume image = Phantom.generate(PhantomSpec.ofShape(shape), 1, 0).image();
    return new Scan(Collections.nCopies(channels, image));
  }

  /** Two labelled and two unlabelled phantoms, all alike. */
  private static final class MadeUp implements TrainingVolumes {

    private static final int COUNT = 2;

    private final Scan image;
    private final LabelMap label;

    MadeUp(RunSettings settings) {
      GridShape patch = settings.training().patch();
      PhantomCase phantom = Phantom.generate(PhantomSpec.ofShape(patch), 1, 0);
      int last = settings.networkA().classes() - 1;
      byte[] ids = phantom.labels().voxels().clone();
      for (int voxel = 0; voxel < ids.length; voxel++) {
        ids[voxel] = (byte) Math.min(ids[voxel], last);
      }
      label = new LabelMap(phantom.labels().grid(), ids);
      image = scan(patch, settings.networkA().channels());
    }

    @Override
    public int labelledCount() {
      return COUNT;
    }

    @Override
    public int unlabelledCount() {
      return COUNT;
    }

    @Override
    public Scan labelledImage(int index) {
      return image;
    }

    @Override
    public LabelMap label(int index) {
      return label;
    }

    @Override
    public Scan unlabelledImage(int index) {
      return image;
    }

    @Override
    public Optional<LabelMap> hiddenLabel(int index) {
      return Optional.empty();
    }
  }
}
