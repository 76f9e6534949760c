package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.EvaluatePipeline;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.Survey;
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
    Problems problems = new Problems();
    PipelineOptions options = problems.collect(() -> BeamArguments.parse(beamArguments));
    FailureShare allowed = problems.collect(common::allowedFailures);
    FinishedRun finished = problems.collect(() -> FinishedRun.at(run));
    Experiment trained = problems.collect(finished, one -> prediction.applyTo(one.experiment()));
    Experiment computed = Compute.prepare(trained, common.device(), problems);
    InputData input = problems.collect(() -> input(trained, options));
    Path folder = problems.collect(() -> FinishedRun.workspace(workspace, finished));
    Path target = problems.collect(() -> output(finished, trained, input));
    problems.hold(folder, one -> requireOutside(input, one, "--workspace"));
    problems.hold(target, one -> requireOutside(input, one, "--output"));
    problems.hold(target, one -> Filling.requireEvaluation(new RunDirectory(one), "--output"));
    Experiment experiment =
        problems.collect(
            computed == null ? null : input,
            in ->
                computed
                    .withData(in.source(), in.survey().channels().size())
                    .withEvaluated(CaseRole.TEST));
    problems.hold(experiment, one -> finished.trained(one));
    problems.throwAny();
    String root = folder.toString();
    RunDirectory directory = new RunDirectory(target);
    List<TrainedRun> runs =
        finished.networks(experiment, dryRun.isAskedFor() ? Optional.empty() : Optional.of(root));
    PrintWriter out = spec.commandLine().getOut();
    Optional<Integer> told =
        dryRun.instead(
            beamArguments,
            dry ->
                dry.evaluation(
                    "evaluation of " + run,
                    experiment,
                    FinishedRun.settings(experiment, runs),
                    directory.path().toString(),
                    pipeline ->
                        EvaluatePipeline.build(pipeline, experiment, runs, root, directory)));
    if (told.isPresent()) {
      return told.get();
    }
    out.println("Results: " + directory.path());
    out.flush();
    Locations.make(directory.path(), "--output");
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

  private InputData input(@Nullable Experiment trained, @Nullable PipelineOptions options)
      throws IOException {
    List<String> channels = trained == null ? List.of() : trained.data().channels();
    return InputData.of(
        new DataSource(data, false, null, channels), "--data", BeamArguments.orNone(options));
  }

  private static void requireOutside(@Nullable InputData input, Path folder, String option)
      throws IOException {
    if (input != null) {
      input.requireOutside(folder, option);
    }
  }

  /** Null where it is named by what was refused. */
  @Nullable
  private Path output(
      @Nullable FinishedRun finished, @Nullable Experiment trained, @Nullable InputData input) {
    if (output != null) {
      return Locations.writableFolder(output, "--output");
    }
    if (trained == null || input == null) {
      return null;
    }
    String id = evaluationId(input.survey(), finished.experiment(), trained);
    Path usual = finished.directory().path().resolve(RunDirectory.EVALUATIONS).resolve(id);
    return Locations.writableFolder(usual.toString(), "--output");
  }
}
