package io.twinbeam.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.junit.jupiter.api.Test;

/** What a runner is told: the hints of the environment in which each transform runs. */
final class ResourceHintsTest {

  private static final String PLAIN =
      """
      name: hints
      data: {phantom: {}}
      methods: [supervised]
      """;
  private static final String ASKING =
      PLAIN
          + """
          resources:
            accelerator: type:nvidia-tesla-t4;count:1;install-nvidia-driver
            minRam: 8GB
          """;
  private static final Map<String, String> ASKED =
      Map.of(
          "beam:resources:accelerator:v1", "type:nvidia-tesla-t4;count:1;install-nvidia-driver",
          "beam:resources:min_ram_bytes:v1", "8000000000");
  private static final RunDirectory NOWHERE = new RunDirectory(Path.of("nowhere"));

  private static Experiment experiment(String yaml) {
    return ExperimentFile.parse(yaml, "hints.yaml");
  }

  /** The hints of each step that does something, by its name, where it has any. */
  private static Map<String, Map<String, String>> hints(Pipeline pipeline) {
    RunnerApi.Components components = PipelineTranslation.toProto(pipeline).getComponents();
    Map<String, Map<String, String>> hints = new TreeMap<>();
    for (RunnerApi.PTransform transform : components.getTransformsMap().values()) {
      if (transform.getSubtransformsCount() == 0 && !transform.getEnvironmentId().isEmpty()) {
        Map<String, String> here = new TreeMap<>();
        components
            .getEnvironmentsOrThrow(transform.getEnvironmentId())
            .getResourceHintsMap()
            .forEach((urn, value) -> here.put(urn, value.toStringUtf8()));
        if (!here.isEmpty()) {
          hints.put(transform.getUniqueName(), here);
        }
      }
    }
    return hints;
  }

  private static Pipeline ofExperiment(String yaml) {
    Pipeline pipeline = Pipeline.create();
    ExperimentPipeline.build(pipeline, experiment(yaml), "nowhere", NOWHERE, 0);
    return pipeline;
  }

  private static Pipeline ofEvaluation(String yaml) {
    Pipeline pipeline = Pipeline.create();
    NetworkSpec network = new NetworkSpec(Architecture.VNET, 1, 1, 3, 0);
    TrainedRun run =
        new TrainedRun(
            new RunName("supervised", 1),
            List.of(network, network),
            new ArtifactRef("weights", "0".repeat(64)),
            "0".repeat(64));
    EvaluatePipeline.build(pipeline, experiment(yaml), List.of(run), "nowhere", NOWHERE);
    return pipeline;
  }

  @Test
  void thoseStepsOfAnExperimentAskInWhichNetworksCompute() {
    assertEquals(
        Map.of(
            "TrainInRounds/TrainSegmenter/TrainInSegments",
            ASKED,
            "TrainInRounds/PseudoLabelCases/PredictPseudoLabels/PredictUnlabelledCases/PredictEachPair",
            ASKED,
            "PredictEvaluatedCases/PredictEachPair",
            ASKED),
        hints(ofExperiment(ASKING)));
  }

  @Test
  void thePredictionOfAnEvaluationAsks() {
    assertEquals(Map.of("PredictCases/PredictEachPair", ASKED), hints(ofEvaluation(ASKING)));
  }

  @Test
  void whereNothingIsAskedForNoStepHasHints() {
    assertEquals(Map.of(), hints(ofExperiment(PLAIN)));
    assertEquals(Map.of(), hints(ofEvaluation(PLAIN)));
  }
}
