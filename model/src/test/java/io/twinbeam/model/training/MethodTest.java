package io.twinbeam.model.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.inference.Predictor;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MethodTest {

  private static final GridShape SHAPE = new GridShape(32, 32, 16);
  private static final int STEPS = 80;
  private static final double FLOOR = 0.4;

  static Collection<String> methods() {
    return Method.names();
  }

  @Test
  void anUnknownMethodIsRefusedWithTheKnownOnes() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Method.named("semi")).getMessage();
    assertTrue(
        message.startsWith("method 'semi' must be one of supervised, mean-teacher"), message);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyPresetIsWithoutProblems(String name) {
    assertEquals(List.of(), Method.named(name).objective().problems());
  }

  /** A block that fills 5 % of the volume, at another place in each case. */
  private static int block(int number, int i, int j, int k) {
    int first = 3 + 3 * number;
    boolean inside = i >= first && i < first + 12 && j >= 8 && j < 20 && k >= 5 && k < 11;
    return inside ? 1 : 0;
  }

  private static MemoryVolumes cases() {
    MemoryVolumes volumes = new MemoryVolumes();
    for (int n = 0; n < 2; n++) {
      int labelled = n;
      int unlabelled = n + 2;
      volumes
          .labelled(SHAPE, (i, j, k) -> block(labelled, i, j, k))
          .unlabelled(SHAPE, (i, j, k) -> block(unlabelled, i, j, k));
    }
    return volumes;
  }

  /** What a run came to. */
  private record Outcome(double dice, boolean alarmed) {}

  @ParameterizedTest
  @MethodSource("methods")
  void noPresetCollapsesToBackground(String name) {
    // Without a warm-up, released only finds the foreground at the default rate.
    double learningRate = name.equals("released") ? 0.01 : 0.1;
    double dice = train(name, learningRate).dice();
    assertTrue(dice > FLOOR, name + " has a Dice of " + dice);
  }

  @Test
  void aPresetThatCollapsesAtARateTooHighDoesNotGoUnnoticed() {
    Outcome outcome = train("released", 0.1);
    assertTrue(outcome.alarmed() || outcome.dice() > FLOOR, outcome.toString());
  }

  private static Outcome train(String name, double learningRate) {
    RunSettings settings =
        RunSettings.of(
            3,
            new NetworkSpec(Architecture.RESIDUAL_VNET, 2, 1, 2, 0.2),
            new NetworkSpec(Architecture.VNET, 2, 1, 2, 0.2),
            Method.named(name),
            new TrainingSettings(
                STEPS,
                STEPS,
                2,
                2,
                1,
                SHAPE,
                0.5,
                OptimizerSettings.sgd(learningRate, 0.9, 1e-4),
                AugmentationSettings.NONE,
                20,
                false,
                1,
                "cpu"));
    boolean alarmed = false;
    try (Trainer trainer = new Trainer(settings, cases(), Optional.empty())) {
      for (int step = 0; step < STEPS; step++) {
        alarmed |= trainer.train().values().keySet().stream().anyMatch(StepLog::isAlarm);
      }
      return new Outcome(dice(settings, trainer.checkpoint()), alarmed);
    }
  }

  private static double dice(RunSettings settings, Checkpoint trained) {
    VoxelGrid grid = VoxelGrid.ofSpacing(SHAPE, 1, 1, 1);
    MemoryVolumes unseen = new MemoryVolumes().labelled(SHAPE, (i, j, k) -> block(5, i, j, k));
    Volume image = unseen.labelledImage(0).channel(0);
    LabelMap truth = unseen.label(0);
    try (NDManager manager = NDManager.newBaseManager();
        SegmentationNetwork a =
            SegmentationNetwork.of(settings.networkA(), trained.predictorA(), manager);
        SegmentationNetwork b =
            SegmentationNetwork.of(settings.networkB(), trained.predictorB(), manager)) {
      LabelMap predicted =
          new Predictor(List.of(a, b), new InferenceSettings(SHAPE, SHAPE, 1))
              .predict(Scan.of(new Volume(grid, image.voxels())))
              .argmax();
      return SegmentationMetrics.of(predicted, truth, 1).dice();
    }
  }
}
