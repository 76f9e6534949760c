package io.twinbeam.transforms;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.training.AugmentationSettings;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.OptimizerSettings;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.model.volume.GridShape;

/** Settings of runs that take a second. */
public final class SmallRuns {

  public static final GridShape PATCH = new GridShape(16, 16, 32);
  public static final NetworkSpec A = new NetworkSpec(Architecture.VNET, 1, 1, 2, 0.5);
  public static final NetworkSpec B = new NetworkSpec(Architecture.RESIDUAL_VNET, 1, 1, 2, 0.5);

  private SmallRuns() {}

  public static RunSettings settings(RunName run, int steps, int segmentSteps) {
    return settings(run, steps, segmentSteps, 0.01);
  }

  public static RunSettings settings(
      RunName run, int steps, int segmentSteps, double learningRate) {
    Method preset = Method.named(run.method());
    return RunSettings.of(
        run.seed(),
        A,
        B,
        preset.with(preset.objective().withRamp(0.25, 0.25)),
        new TrainingSettings(
            steps,
            segmentSteps,
            1,
            1,
            1,
            PATCH,
            0.5,
            OptimizerSettings.sgd(learningRate, 0.9, 1e-4),
            AugmentationSettings.NONE,
            0,
            false,
            1,
            "cpu"));
  }
}
