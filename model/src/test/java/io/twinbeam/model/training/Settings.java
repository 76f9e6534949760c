package io.twinbeam.model.training;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.objective.Method;
import io.twinbeam.model.volume.GridShape;
import java.util.List;

/** Settings of runs that take a moment. */
final class Settings {

  static final GridShape PATCH = new GridShape(16, 16, 32);

  private Settings() {}

  static TrainingSettings training(int steps) {
    return withRate(steps, 0.01, List.of(), 1);
  }

  static RunSettings run(String method, TrainingSettings training) {
    return run(method, training, 1);
  }

  static RunSettings run(String method, TrainingSettings training, int channels) {
    return new RunSettings(
        7,
        new NetworkSpec(Architecture.VNET, 1, channels, 2, 0.5),
        new NetworkSpec(Architecture.RESIDUAL_VNET, 1, channels, 2, 0.5),
        Method.named(method).withRamp(0.25, 0.25),
        training);
  }

  static TrainingSettings withBatch(int labelled, int unlabelled) {
    return settings(8, labelled, unlabelled, PATCH, 0.5, 0.01, List.of(), 1);
  }

  static TrainingSettings withPatch(GridShape patch, double foregroundShare) {
    return settings(8, 1, 1, patch, foregroundShare, 0.01, List.of(), 1);
  }

  static TrainingSettings withRate(
      int steps, double learningRate, List<Integer> decaySteps, double factor) {
    return settings(steps, 1, 1, PATCH, 0.5, learningRate, decaySteps, factor);
  }

  private static TrainingSettings settings(
      int steps,
      int labelled,
      int unlabelled,
      GridShape patch,
      double foregroundShare,
      double learningRate,
      List<Integer> decaySteps,
      double factor) {
    return new TrainingSettings(
        steps,
        2,
        labelled,
        unlabelled,
        patch,
        foregroundShare,
        learningRate,
        0.9,
        1e-4,
        decaySteps,
        factor,
        0,
        1,
        "cpu");
  }
}
