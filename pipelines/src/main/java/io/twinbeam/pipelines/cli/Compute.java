package io.twinbeam.pipelines.cli;

import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.pipelines.experiment.Experiment;
import java.io.IOException;
import javax.annotation.Nullable;

/** Prepares the engine of this process, before anything uses it. */
final class Compute {

  private Compute() {}

  /**
   * The experiment on the device that the user asks for.
   *
   * @param device in place of {@code training.device}; null to keep that
   * @throws UsageException where the device is absent or the threads cannot be set
   */
  static Experiment prepare(Experiment experiment, @Nullable String device) {
    String chosen = device == null ? experiment.training().device() : device;
    try {
      ComputeDevice.useThreads(experiment.training().threads());
      ComputeDevice.require(chosen);
    } catch (IllegalArgumentException e) {
      throw new UsageException((device == null ? "training" : "--device") + ": " + e.getMessage());
    }
    return experiment.withDevice(chosen);
  }

  /**
   * Likewise, among other checks. Where the experiment was refused and nothing will be computed,
   * the device that the user asks for is checked all the same.
   *
   * @param experiment null where it was refused
   * @param problems takes what is wrong
   * @return null where anything is
   */
  @Nullable
  static Experiment prepare(
      @Nullable Experiment experiment, @Nullable String device, Problems problems)
      throws IOException {
    if (experiment == null) {
      problems.hold(device, Compute::requireDevice);
    }
    return problems.collect(experiment, one -> prepare(one, device));
  }

  private static void requireDevice(String asked) {
    try {
      ComputeDevice.require(asked);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--device: " + e.getMessage());
    }
  }
}
