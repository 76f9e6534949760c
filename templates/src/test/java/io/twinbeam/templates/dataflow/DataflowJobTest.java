package io.twinbeam.templates.dataflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.pipelines.Ending;
import io.twinbeam.pipelines.EvaluatePipeline;
import io.twinbeam.pipelines.ExperimentPipeline;
import io.twinbeam.pipelines.FinishResults;
import io.twinbeam.pipelines.PreprocessPipeline;
import io.twinbeam.pipelines.PseudoLabelPipeline;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The jobs that would be submitted to Google's service. */
final class DataflowJobTest {

  /** Golden files are written anew by -Dgolden.write=true. */
  private static final Path GOLDEN = Path.of("src/test/resources/dataflow");

  private static final long SERVICE_LIMIT = 10_000_000;

  private static final String YAML =
      """
      name: tiny
      data: {phantom: {cases: 6, shape: 24x24x20, seed: 3}}
      split: {seed: 1, test: 2, labelled: 2}
      methods: [supervised, dual-uncertainty]
      seeds: [1]
      training: {steps: 4, segmentSteps: 2, patch: 16x16x16, threads: 1}
      pseudoLabels: {rounds: 2}
      resources:
        accelerator: type:nvidia-tesla-t4;count:1;install-nvidia-driver
        minRam: 16GB
      """;

  private static final Experiment EXPERIMENT = ExperimentFile.parse(YAML, "tiny.yaml");
  private static final String WORKSPACE = "/shared/workspace";
  private static final RunDirectory DIRECTORY = new RunDirectory(Path.of(WORKSPACE, "runs/tiny/r"));
  private static final List<String> NO_JAR = List.of("pom.xml");

  private static final Set<String> SMALL =
      Set.of(
          "kv",
          "string_utf8",
          "VarIntCoder",
          "VoidCoder",
          "varint",
          "ValueInSingleWindow.Coder",
          "KvCoder",
          "UnionCoder",
          "RecordCoder",
          "GlobalWindow.Coder");

  @TempDir private static Path folder;

  /** What the templates launch. */
  private enum Launched {
    PREPROCESS {
      @Override
      void addTo(Pipeline pipeline) {
        PreprocessPipeline.build(
            pipeline, EXPERIMENT.data(), EXPERIMENT.preprocessing(), WORKSPACE, DIRECTORY);
      }
    },
    EXPERIMENT_IN_ROUNDS {
      @Override
      void addTo(Pipeline pipeline) {
        ExperimentPipeline.build(pipeline, EXPERIMENT, WORKSPACE, DIRECTORY, 0);
      }
    },
    TRAIN {
      @Override
      void addTo(Pipeline pipeline) {
        Experiment training = EXPERIMENT.withEvaluated(CaseRole.NONE);
        ExperimentPipeline.build(pipeline, training, WORKSPACE, DIRECTORY, 0);
      }
    },
    PSEUDO_LABEL {
      @Override
      void addTo(Pipeline pipeline) {
        PseudoLabelPipeline.build(pipeline, EXPERIMENT, teacher(), List.of(), WORKSPACE, DIRECTORY);
      }
    },
    EVALUATE {
      @Override
      void addTo(Pipeline pipeline) {
        EvaluatePipeline.build(pipeline, EXPERIMENT, List.of(teacher()), WORKSPACE, DIRECTORY);
      }
    };

    abstract void addTo(Pipeline pipeline);

    String golden() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt";
    }
  }

  private static TrainedRun teacher() {
    NetworkSpec network = new NetworkSpec(Architecture.VNET, 1, 1, 3, 0);
    return new TrainedRun(
        new RunName("supervised", 1),
        List.of(network, network),
        new ArtifactRef("weights", "0".repeat(64)),
        "0".repeat(64));
  }

  private static DataflowJob job(Consumer<Pipeline> builder) throws IOException {
    return DataflowJob.of(folder, NO_JAR, handedOver(builder));
  }

  /** As templates are launched: the last step finishes the job. */
  private static Consumer<Pipeline> handedOver(Consumer<Pipeline> builder) {
    return pipeline -> {
      builder.accept(pipeline);
      FinishResults.addTo(pipeline, "launch", new Finished());
    };
  }

  /** Nothing here runs. */
  private record Finished() implements Ending {
    @Override
    public int finish(String launch, Map<String, Object> measured, PrintWriter out) {
      return 0;
    }
  }

  @ParameterizedTest
  @EnumSource
  void stepsHintsShufflesAndStateAreThoseOfTheGoldenFile(Launched launched) throws IOException {
    String summary = job(launched::addTo).summary();
    Path golden = GOLDEN.resolve(launched.golden());
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, summary);
    }
    assertEquals(Files.readString(golden), summary, "a running job could not be updated");
  }

  @ParameterizedTest
  @EnumSource
  void theLastStepWaitsForEverythingThatIsWritten(Launched launched) throws IOException {
    DataflowJob job = job(launched::addTo);
    Set<String> before = job.upstream("FinishResults/ParMultiDo(Finish)");
    Set<String> writing =
        job.stepNames().stream()
            .filter(name -> name.matches("(.*/)?(Write|Publish)[^/]*/.*"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertFalse(writing.isEmpty());
    writing.removeAll(before);
    assertEquals(Set.of(), writing);
  }

  @ParameterizedTest
  @EnumSource
  void acceleratorsAreAskedForWhereNetworksComputeAndNowhereElse(Launched launched)
      throws IOException {
    DataflowJob job = job(launched::addTo);
    Set<String> computing =
        job.stepNames().stream()
            .filter(name -> name.matches(".*/(TrainInSegments|PredictEachPair)"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(computing, job.hints().keySet());
    assertEquals(launched == Launched.PREPROCESS, computing.isEmpty());
    job.hints()
        .values()
        .forEach(
            of ->
                assertEquals(
                    Map.of(
                        "beam:resources:accelerator:v1",
                        "type:nvidia-tesla-t4;count:1;install-nvidia-driver",
                        "beam:resources:min_ram_bytes:v1",
                        "16000000000"),
                    of));
  }

  @ParameterizedTest
  @EnumSource
  void whatCrossesMachinesIsTextNumbersAndSmallRecords(Launched launched) throws IOException {
    DataflowJob job = job(launched::addTo);
    job.shuffled().forEach(DataflowJobTest::assertSmall);
    job.sideInputs().forEach((step, coders) -> coders.forEach(of -> assertSmall(step, of)));
  }

  /** Records are small, as every test checks each of their elements; bytes are those of a key. */
  private static void assertSmall(String step, String coder) {
    Set<String> parts = new TreeSet<>(List.of(coder.split("[\\[\\], ]+")));
    parts.removeAll(SMALL);
    parts.removeIf(DataflowJobTest::isRecord);
    assertEquals(Set.of(), parts, step + " shuffles " + coder);
  }

  private static boolean isRecord(String name) {
    return Stream.of("", "io.", "split.", "pseudolabel.", "evaluate.", "preprocess.", "train.")
        .anyMatch(
            at -> {
              try {
                return Class.forName("io.twinbeam.transforms." + at + name).isRecord();
              } catch (ClassNotFoundException e) {
                return false;
              }
            });
  }

  @Test
  void theJobOf500RunsIsAcceptedByTheService() throws IOException {
    String seeds =
        IntStream.rangeClosed(1, 250).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    Experiment many =
        ExperimentFile.parse(YAML.replace("seeds: [1]", "seeds: [" + seeds + "]"), "many.yaml");
    assertEquals(500, many.runs().size());
    DataflowJob job =
        job(pipeline -> ExperimentPipeline.build(pipeline, many, WORKSPACE, DIRECTORY, 0));
    assertTrue(job.jobBytes() < SERVICE_LIMIT, job.jobBytes() + " bytes of job");
    int graph = job.pipeline().getSerializedSize();
    assertTrue(graph < SERVICE_LIMIT, graph + " bytes of graph");
  }

  @Test
  void theRequestNamesNoCredentialAndTheStagedGraph() throws IOException {
    DataflowJob job = job(Launched.EVALUATE::addTo);
    String text = job.job().toString();
    assertTrue(text.contains("gs://bucket/staging/pipeline.pb"), text);
    assertTrue(text.contains("use_runner_v2"), text);
    assertTrue(text.contains("europe-docker.pkg.dev/twinbeam-test/twinbeam/worker:1"), text);
    assertTrue(!text.contains("private_key") && !text.contains("access_token"), text);
  }

  @Test
  void workersGetAllThatThisProcessRuns() throws IOException {
    DataflowJob job = DataflowJob.of(folder, List.of(), handedOver(Launched.EVALUATE::addTo));
    Set<String> sources =
        job.stagedFiles().values().stream()
            .map(source -> new File(source).getName())
            .collect(Collectors.toSet());
    for (String needed : List.of("pytorch-engine", "pytorch-jni", "pytorch-native-cpu", "api-")) {
      assertTrue(
          sources.stream().anyMatch(name -> name.startsWith(needed)), needed + " in " + sources);
    }
    // Folders of classes are zipped; those of a distribution are jars as the others.
    long ours =
        sources.stream()
            .filter(name -> name.matches("(classes\\d+\\.zip|twinbeam-.*\\.jar)"))
            .count();
    assertTrue(ours >= 3, "model, transforms and pipelines in " + sources);
  }
}
