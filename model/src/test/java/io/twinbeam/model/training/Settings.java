package io.twinbeam.model.training;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.objective.Partner;
import io.twinbeam.model.objective.TermSettings;
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
    Method preset = Method.named(method);
    return RunSettings.of(
        7,
        new NetworkSpec(Architecture.VNET, 1, channels, 2, 0.5),
        new NetworkSpec(Architecture.RESIDUAL_VNET, 1, channels, 2, 0.5),
        preset.with(preset.objective().withRamp(0.25, 0.25)),
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

  /** {@code plain}, diagnosed every so many steps, with hidden labels. */
  static TrainingSettings diagnosed(TrainingSettings plain, int every) {
    return new TrainingSettings(
        plain.steps(),
        plain.segmentSteps(),
        plain.labelledPerBatch(),
        plain.unlabelledPerBatch(),
        plain.batchesPerStep(),
        plain.patch(),
        plain.foregroundShare(),
        plain.optimizer(),
        plain.augmentation(),
        every,
        true,
        1,
        "cpu");
  }

  /** {@code plain} with varied patches. */
  static TrainingSettings augmented(TrainingSettings plain, AugmentationSettings augmentation) {
    return new TrainingSettings(
        plain.steps(),
        plain.segmentSteps(),
        plain.labelledPerBatch(),
        plain.unlabelledPerBatch(),
        plain.batchesPerStep(),
        plain.patch(),
        plain.foregroundShare(),
        plain.optimizer(),
        augmentation,
        plain.diagnoseEvery(),
        plain.hiddenLabels(),
        1,
        "cpu");
  }

  /** A run that uses every part of training at once. */
  static RunSettings everything() {
    TrainingSettings plain = training(4);
    TrainingSettings training =
        new TrainingSettings(
            4,
            2,
            2,
            2,
            2,
            PATCH,
            0.5,
            plain.optimizer().with(OptimizerSettings.Rule.ADAMW, OptimizerSettings.Schedule.COSINE),
            new AugmentationSettings(7, 20, 0.2, 0.5, 0.2, 2, 0.9),
            2,
            true,
            1,
            "cpu");
    RunSettings base = run("dual-uncertainty", training);
    Method method =
        new Method(
            base.method()
                .objective()
                .with(TermSettings.of("mixed", 1))
                .with(TermSettings.of("uncertaintyConsistency", 1)),
            Partner.TRAINED,
            new TeacherSettings(0.9, 2, 0.1),
            new MixingSettings(0.5, 0.7, 1));
    return new RunSettings(base.seed(), base.networkA(), base.networkB(), method, training);
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
        1,
        patch,
        foregroundShare,
        OptimizerSettings.sgd(learningRate, 0.9, 1e-4).withDecay(decaySteps, factor),
        AugmentationSettings.NONE,
        0,
        false,
        1,
        "cpu");
  }
}
