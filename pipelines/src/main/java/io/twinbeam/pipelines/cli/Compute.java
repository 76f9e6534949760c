package io.twinbeam.pipelines.cli;

import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.pipelines.experiment.Experiment;
import java.util.Optional;
import javax.annotation.Nullable;

/** Prepares the engine of this process, before anything uses it. */
final class Compute {

  private Compute() {}

  /**
   * The device that the user asks for, found to be there; empty for where the experiment says.
   *
   * @param experiment whose threads the engine gets, as looking for a device starts it; null where
   *     it was refused, so that nothing will be computed
   * @throws UsageException where it is absent
   */
  static Optional<String> device(@Nullable String asked, @Nullable Experiment experiment) {
    try {
      if (asked != null) {
        ComputeDevice.useThreads(experiment == null ? 1 : experiment.training().threads());
        ComputeDevice.require(asked);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException("--device: " + e.getMessage());
    }
    return Optional.ofNullable(asked);
  }

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
}
