package io.twinbeam.model.bench;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.objective.ObjectiveSettings;
import io.twinbeam.model.training.AugmentationSettings;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.OptimizerSettings;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.model.volume.GridShape;

/**
 * What a step trains. The one place where the benchmark makes settings.
 *
 * @param patch voxels per axis
 * @param width channels of both networks at full resolution
 * @param perPart how many labelled patches a batch holds, and how many unlabelled ones
 */
record TrainStepCase(GridShape patch, int width, int perPart) {

  private static final int CLASSES = 2;

  /** Reads the form {@code 32x48x32-w8-b2}. */
  static TrainStepCase parse(String text) {
    String[] parts = text.split("-", -1);
    return new TrainStepCase(
        GridShape.parse(parts[0]),
        Integer.parseInt(parts[1].substring(1)),
        Integer.parseInt(parts[2].substring(1)));
  }

  NetworkSpec networkA() {
    return network(Architecture.RESIDUAL_VNET);
  }

  NetworkSpec networkB() {
    return network(Architecture.VNET);
  }

  private NetworkSpec network(Architecture architecture) {
    return new NetworkSpec(architecture, width, 1, CLASSES, 0.5);
  }

  /** What a batch takes on the heap: 4 bytes a voxel of every image and of every label. */
  double batchKib() {
    return patch.voxels() * 3 * perPart * Float.BYTES / 1024.0;
  }

  /** All terms of dual-uncertainty, at their full weight from the first step on. */
  static ObjectiveSettings objective() {
    return Method.named("dual-uncertainty").objective().withRamp(0, 0);
  }

  /** The term of that name alone. */
  static ObjectiveSettings objective(String term) {
    ObjectiveSettings whole = objective();
    return new ObjectiveSettings(
        whole.terms().stream().filter(each -> each.name().equals(term)).toList(), 0, 0);
  }

  RunSettings run(int steps, int threads) {
    TrainingSettings training =
        new TrainingSettings(
            steps,
            steps,
            perPart,
            perPart,
            1,
            patch,
            0.5,
            OptimizerSettings.sgd(0.01, 0.9, 1e-4),
            AugmentationSettings.NONE,
            0,
            false,
            threads,
            "cpu");
    return new RunSettings(1, networkA(), networkB(), Method.of(objective()), training);
  }
}
