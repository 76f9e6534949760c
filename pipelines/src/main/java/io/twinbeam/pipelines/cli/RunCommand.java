package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.ExperimentPipeline;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.mlflow.TrackingServer;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.Survey;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.train.TrainingRound;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs an experiment from scans to a report. */
@Command(
    name = "run",
    description = "Runs an experiment: preprocess, train, pseudo-label, evaluate, report.",
    footer = "Options of Beam and of its runners, such as --runner=FlinkRunner, may follow.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private static final int RUN_ID_DIGITS = 12;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "EXPERIMENT.yaml", description = "The experiment file.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data set's folder, in place of data.folder of the experiment file.")
  private String data;

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      defaultValue = "workspace",
      description = "Where artifacts and runs are kept (default: ${DEFAULT-VALUE}).")
  private String workspace;

  @Option(
      names = InitialWeightsOption.NAME,
      paramLabel = "[a=]FILE[,b=FILE]",
      description =
          "Safetensors files of the weights that the networks start from, in place of"
              + " networks.initialWeights of the experiment file; a FILE alone is network a's.")
  private String initialWeights;

  @Option(
      names = "--skipEvaluation",
      description =
          "End with training and pseudo-labels, as evaluation.on: none does; in a run directory of"
              + " its own.")
  private boolean skipEvaluation;

  @Mixin private RunOptions common;

  @Mixin private TrainingOptions training;

  @Mixin private ProgressOption progress;

  @Mixin private DryRunOption dryRun;

  @Mixin private MlflowOption mlflow;

  // Not in the mixin, where picocli does not look for it.
  @Unmatched private List<String> beamArguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Problems problems = new Problems();
    PipelineOptions options = problems.collect(() -> BeamArguments.parse(beamArguments));
    Integer maxRuns = problems.collect(training::maxConcurrentRuns);
    Optional<TrackingServer> server = problems.collect(mlflow::server);
    FailureShare allowed = problems.collect(common::allowedFailures);
    Experiment read = problems.collect(this::read);
    Experiment computed = Compute.prepare(read, common.device(), problems);
    InputData input = problems.collect(source(read), one -> input(one, options));
    Path folder = problems.collect(() -> Locations.writableFolder(workspace, "--workspace"));
    if (folder != null) {
      problems.hold(input, in -> in.requireOutside(folder, "--workspace"));
    }
    Experiment prepared =
        problems.collect(
            computed == null ? null : input,
            in -> computed.withData(in.source(), in.survey().channels().size()));
    InitialFiles initial =
        problems.collect(prepared, one -> InitialFiles.read(initialWeights, one));
    if (prepared == null) {
      problems.hold(initialWeights, InitialFiles::requireReadable);
    }
    problems.throwAny();
    String root = folder.toString();
    Experiment experiment = initial.experiment();

    String runId = runId(experiment, input.survey());
    RunDirectory directory =
        new RunDirectory(
            Folders.at(root).resolve("runs").resolve(experiment.name()).resolve(runId));
    Locations.requireWritable(directory.path(), "--workspace");
    PrintWriter out = spec.commandLine().getOut();
    Optional<Integer> told =
        dryRun.instead(
            beamArguments,
            dry ->
                dry.experiment(
                    experiment,
                    directory.path().toString(),
                    pipeline ->
                        ExperimentPipeline.build(pipeline, experiment, root, directory, maxRuns)));
    if (told.isPresent()) {
      return told.get();
    }
    out.println("Run directory: " + directory.path());
    out.flush();
    Locations.make(directory.path(), "--workspace");
    Results results =
        new Results(
            experiment,
            experiment.resources(),
            Map.of(),
            directory.path().toString(),
            root,
            allowed,
            initial.paths(),
            server.map(TrackingServer::address).orElse(null));
    JobWatch watch = new JobWatch(directory, spec, steps(experiment));
    JobLock.Work work =
        () -> {
          initial.moveTo(ArtifactStore.at(root));
          Map<String, Object> measured =
              progress.during(
                  experiment,
                  () ->
                      PipelineRun.execute(
                          options,
                          results,
                          pipeline ->
                              ExperimentPipeline.build(
                                  pipeline, experiment, root, directory, maxRuns)));
          return results.finish(measured, out);
        };
    return Filling.of(
        directory,
        () -> watch.during(() -> MlflowOption.during(server, experiment, directory, work)));
  }

  /** Where cases come from; of {@code --data} alone where the experiment was refused. */
  @Nullable
  private DataSource source(@Nullable Experiment read) {
    if (read != null) {
      return read.data();
    }
    return data == null ? null : new DataSource(data, true, null, List.of());
  }

  private InputData input(DataSource source, @Nullable PipelineOptions options) throws IOException {
    return InputData.of(
        source, data == null ? "data.folder" : "--data", BeamArguments.orNone(options));
  }

  private Experiment read() throws IOException {
    String text = Locations.text(file, "experiment file");
    Experiment given = ExperimentFile.parse(text, file.toString(), Optional.ofNullable(data));
    return skipEvaluation ? given.withEvaluated(CaseRole.NONE) : given;
  }

  private static Map<String, Long> steps(Experiment experiment) {
    Map<String, Long> steps = new TreeMap<>();
    for (int round = 1; round <= experiment.pseudoLabels().roundCount(); round++) {
      TrainingRound of = experiment.round(round);
      experiment
          .runs()
          .forEach(
              (run, settings) ->
                  steps.put(of.trackName(run.runId()), (long) settings.training().steps()));
    }
    return steps;
  }

  /**
   * Names the run by its settings, the content of its initial weights and what lies in the data
   * folder, so that the same experiment on the same data finds its own results again, wherever the
   * files are.
   */
  static String runId(Experiment experiment, Survey survey) {
    String settings =
        CanonicalJson.write(
            experiment.withData(
                experiment.data().withFolder(null),
                experiment.preprocessing().source().channels()));
    return Digest.of(settings + survey.digest()).substring(0, RUN_ID_DIGITS);
  }
}
