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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /**
   * The hints by transform of the topmost level, rounds and what makes pseudo-labels taken apart,
   * of its parts that run in an environment.
   */
  private static Map<String, Set<Map<String, String>>> hints(Pipeline pipeline) {
    RunnerApi.Components components = PipelineTranslation.toProto(pipeline).getComponents();
    Map<String, Set<Map<String, String>>> hints = new TreeMap<>();
    for (RunnerApi.PTransform transform : components.getTransformsMap().values()) {
      if (!transform.getEnvironmentId().isEmpty()) {
        Map<String, String> here = new TreeMap<>();
        components
            .getEnvironmentsOrThrow(transform.getEnvironmentId())
            .getResourceHintsMap()
            .forEach((urn, value) -> here.put(urn, value.toStringUtf8()));
        String name = transform.getUniqueName().replaceFirst("^TrainInRounds/", "");
        String top = name.replaceFirst("^PseudoLabelCases/", "").split("/", 2)[0];
        hints.computeIfAbsent(top, key -> new HashSet<>()).add(here);
      }
    }
    return hints;
  }

  /** The transforms of which every part has the hints that were asked for. */
  private static Set<String> asked(Map<String, Set<Map<String, String>>> hints) {
    Set<String> asked = new TreeSet<>();
    hints.forEach(
        (transform, found) -> {
          if (!found.equals(Set.of(Map.of()))) {
            assertEquals(Set.of(ASKED), found, transform);
            asked.add(transform);
          }
        });
    return asked;
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
  void trainingAndBothPredictionsOfAnExperimentAskAndNothingElseDoes() {
    Map<String, Set<Map<String, String>>> hints = hints(ofExperiment(ASKING));
    assertEquals(
        Set.of("TrainSegmenter", "PredictEvaluatedCases", "PredictPseudoLabels"), asked(hints));
    assertEquals(Set.of(Map.of()), hints.get("PreprocessCases"));
  }

  @Test
  void thePredictionOfAnEvaluationAsks() {
    assertEquals(Set.of("PredictCases"), asked(hints(ofEvaluation(ASKING))));
  }

  @Test
  void whereNothingIsAskedForNoEnvironmentHasHints() {
    assertEquals(Set.of(), asked(hints(ofExperiment(PLAIN))));
    assertEquals(Set.of(), asked(hints(ofEvaluation(PLAIN))));
  }
}
