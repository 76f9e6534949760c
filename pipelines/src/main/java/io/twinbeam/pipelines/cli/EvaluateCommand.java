package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.EvaluatePipeline;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.Survey;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Evaluates the networks of a finished run on other data. */
@Command(
    name = "evaluate",
    description = "Evaluates the networks of a finished run on other labelled data.",
    footer = "Options of Beam and of its runners, such as --runner=FlinkRunner, may follow.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

  private static final int OUTPUT_DIGITS = 12;

  @Spec private CommandSpec spec;

  @Option(
      names = "--run",
      paramLabel = "RUN_DIR",
      required = true,
      description = "The directory of a finished run.")
  private Path run;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data set's folder; every case in it is a test case.")
  private String data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where results go (default: RUN_DIR/evaluations/ID).")
  private String output;

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      description = "Where artifacts are kept (default: the workspace of the run).")
  private String workspace;

  @Mixin private PredictionOptions prediction;

  @Mixin private RunOptions common;

  @Mixin private ProgressOption progress;

  @Mixin private DryRunOption dryRun;

  // Not in the mixin, where picocli does not look for it.
  @Unmatched private List<String> beamArguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    PipelineOptions options = BeamArguments.parse(beamArguments);
    FailureShare allowed = common.allowedFailures();
    FinishedRun finished = FinishedRun.at(run);
    Experiment recorded = finished.experiment();
    Experiment trained = prediction.applyTo(recorded);
    InputData input =
        InputData.of(
            new DataSource(data, false, null, trained.data().channels()), "--data", options);
    Experiment experiment =
        Compute.prepare(
            trained
                .withData(input.source(), input.survey().channels().size())
                .withEvaluated(CaseRole.TEST),
            common.device());
    String root = finished.workspace(workspace);
    input.requireOutside(Folders.at(root), "--workspace");
    RunDirectory directory =
        new RunDirectory(
            output(finished.directory(), evaluationId(input.survey(), recorded, trained)));
    input.requireOutside(directory.path(), "--output");
    Filling.requireEvaluation(directory, "--output");

    List<TrainedRun> runs = finished.networks(experiment, ArtifactStore.at(root));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Results: " + directory.path());
    out.flush();
    Optional<Integer> told =
        dryRun.instead(
            dry ->
                dry.prediction(
                    "evaluation of " + run,
                    experiment,
                    FinishedRun.settings(experiment, runs),
                    directory.path().toString(),
                    pipeline ->
                        EvaluatePipeline.build(pipeline, experiment, runs, root, directory)));
    if (told.isPresent()) {
      return told.get();
    }
    Map<String, String> weights = new TreeMap<>();
    runs.forEach(one -> weights.put(one.run().runId(), one.content()));
    Results results = Results.ofTrained(experiment, weights, directory, root, allowed);
    JobWatch watch = new JobWatch(directory, spec, Map.of());
    return Filling.of(
        directory,
        () ->
            watch.during(
                () -> {
                  Map<String, Object> measured =
                      progress.during(
                          () ->
                              PipelineRun.execute(
                                  options,
                                  results,
                                  pipeline ->
                                      EvaluatePipeline.build(
                                          pipeline, experiment, runs, root, directory)));
                  return results.finish(measured, out);
                }));
  }

  /** Names the data and, where options say so, that networks look at them in another way. */
  private static String evaluationId(Survey survey, Experiment recorded, Experiment asked) {
    String id =
        asked.prediction().equals(recorded.prediction())
            ? survey.digest()
            : Digest.ofJson(List.of(survey.digest(), asked.prediction()));
    return id.substring(0, OUTPUT_DIGITS);
  }

  private Path output(RunDirectory finished, String id) {
    Path usual = finished.path().resolve(RunDirectory.EVALUATIONS).resolve(id);
    return Locations.writableFolder(output != null ? output : usual.toString(), "--output");
  }
}
