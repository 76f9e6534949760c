package io.twinbeam.transforms;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.training.AugmentationSettings;
import io.twinbeam.model.training.Method;
import io.twinbeam.model.training.OptimizerSettings;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.transforms.train.TrainSegmenter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;

/** Runs that take a second, and their settings. */
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

  /** A run of the small data's split, trained for 12 steps in a workspace that holds the data. */
  public static TrainedRun trained(RunName run, Path workspace) {
    List<KV<String, SplitCase>> cases =
        SmallData.split().stream().map(split -> KV.of(run.runId(), split)).toList();
    Pipeline pipeline = Pipeline.create();
    Capture<TrainedRun> runs =
        Capture.of(
            pipeline
                .apply(
                    Create.of(cases)
                        .withCoder(
                            KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class))))
                .apply(
                    TrainSegmenter.of(
                        workspace.toString(), Map.of(run, settings(run, 12, 12, 0.05))))
                .get(TrainSegmenter.TRAINED));
    Capture.run(pipeline);
    return runs.only();
  }
}
