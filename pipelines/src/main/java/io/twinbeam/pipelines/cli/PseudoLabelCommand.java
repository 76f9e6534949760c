package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.PseudoLabelPipeline;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.PseudoLabelSection;
import io.twinbeam.pipelines.results.CasesTable;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings.OnAlarm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Segments scans with the networks of a finished run, for people to correct or train on. */
@Command(
    name = "pseudo-label",
    description = "Segments any scans with a finished run, leaving out what it is not sure of.",
    footer = "Options of Beam and of its runners, such as --runner=FlinkRunner, may follow.",
    mixinStandardHelpOptions = true)
final class PseudoLabelCommand implements Callable<Integer> {

  private static final String LOST =
      "the labelled cases that the run was trained on are no longer in the workspace";

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
      description = "The folder of the scans; they need no label maps.")
  private String data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Where pseudo-labels go.")
  private String output;

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      description = "Where artifacts are kept (default: the workspace of the run).")
  private String workspace;

  @Mixin private TeacherChoice choice;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "A YAML file with a section pseudoLabels, as in an experiment file, in place of the run's.")
  private Path settings;

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      description =
          "The share of voxels with the lowest entropy that is kept, 0.01 to 1; 1 keeps all.")
  private Double share;

  @Option(
      names = "--onAlarm",
      paramLabel = "warn|fail",
      description = "Whether an alarm makes the exit status 1, in place of the run's setting.")
  private String onAlarm;

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
    problems.hold(share, PseudoLabelCommand::requireShare);
    problems.hold(onAlarm, PseudoLabelCommand::requireOnAlarm);
    FinishedRun finished = problems.collect(() -> FinishedRun.at(run));
    Experiment trained = finished == null ? null : finished.experiment();
    Experiment computed = Compute.prepare(trained, common.device(), problems);
    PseudoLabelSettings rules = problems.collect(finished, one -> settings(one.experiment()));
    InputData input = problems.collect(() -> input(finished, options));
    Path folder = problems.collect(() -> FinishedRun.workspace(workspace, finished));
    Path target = problems.collect(() -> Locations.writableFolder(output, "--output"));
    if (input != null) {
      problems.hold(folder, one -> input.requireOutside(one, "--workspace"));
      problems.hold(target, one -> input.requireOutside(one, "--output"));
    }
    problems.hold(target, one -> Filling.requirePseudoLabels(new RunDirectory(one), "--output"));
    Experiment experiment =
        problems.collect(
            computed == null || rules == null ? null : input,
            in ->
                computed
                    .withData(in.source(), in.survey().channels().size())
                    .withPseudoLabels(rules));
    RunName chosen = problems.collect(experiment, one -> choice.of(finished.trained(one)));
    List<SplitCase> labelled =
        folder == null
            ? null
            : problems.collect(chosen, one -> labelled(experiment, finished, one, folder));
    problems.throwAny();
    String root = folder.toString();
    RunDirectory directory = new RunDirectory(target);
    TrainedRun teacher =
        finished
            .networks(experiment, dryRun.isAskedFor() ? Optional.empty() : Optional.of(root))
            .stream()
            .filter(one -> one.run().equals(chosen))
            .findFirst()
            .orElseThrow();
    PrintWriter out = spec.commandLine().getOut();
    Optional<Integer> told =
        dryRun.instead(
            beamArguments,
            dry ->
                dry.pseudoLabelling(
                    "pseudo-labelling by " + run,
                    experiment,
                    FinishedRun.settings(experiment, List.of(teacher)),
                    directory.path().toString(),
                    pipeline ->
                        PseudoLabelPipeline.build(
                            pipeline, experiment, teacher, labelled, root, directory)));
    if (told.isPresent()) {
      return told.get();
    }
    Locations.make(directory.path(), "--output");
    out.println("Results: " + directory.path());
    if (labelled.isEmpty()) {
      out.println("Not looked at: the balance of classes, as " + LOST + ".");
    }
    out.flush();
    PseudoLabelResults results =
        new PseudoLabelResults(
            experiment, experiment.resources(), teacher, directory.path().toString(), allowed);
    return Filling.of(
        directory,
        () -> {
          Map<String, Object> measured =
              progress.during(
                  () ->
                      PipelineRun.execute(
                          options,
                          results,
                          pipeline ->
                              PseudoLabelPipeline.build(
                                  pipeline, experiment, teacher, labelled, root, directory)));
          return results.finish(measured, out);
        });
  }

  private InputData input(@Nullable FinishedRun finished, @Nullable PipelineOptions options)
      throws IOException {
    List<String> channels = finished == null ? List.of() : finished.experiment().data().channels();
    return InputData.of(
        new DataSource(data, true, null, channels), "--data", BeamArguments.orNone(options));
  }

  private static void requireShare(double share) {
    if (!(share >= 0.01 && share <= 1)) {
      throw new UsageException("--share must be a number from 0.01 to 1, is " + share);
    }
  }

  private static void requireOnAlarm(String onAlarm) {
    if (!List.of("warn", "fail").contains(onAlarm)) {
      throw new UsageException("--onAlarm must be warn or fail, is " + onAlarm);
    }
  }

  /** The rules of the run, or those that take their place; what is wrong with options is told. */
  private PseudoLabelSettings settings(Experiment trained) throws IOException {
    PseudoLabelSettings rules =
        settings == null
            ? trained.pseudoLabels()
            : PseudoLabelSection.parse(
                Locations.text(settings, "--settings: file"),
                settings.toString(),
                trained.preprocessing().classes());
    if (rules.comparesNetworks() && trained.prediction().alone().isPresent()) {
      throw new UsageException(
          "--settings: disagreement and kl compare both networks, and this run predicts with one;"
              + " take them out");
    }
    if (share != null) {
      rules = rules.withShare(share);
    }
    if (onAlarm != null) {
      rules =
          rules.withOnAlarm(onAlarm.equals("fail") ? Optional.of(OnAlarm.FAIL) : Optional.empty());
    }
    return rules;
  }

  /** The cases that the teacher's pseudo-labels are compared with. */
  private static List<SplitCase> labelled(
      Experiment experiment, FinishedRun finished, RunName teacher, Path workspace)
      throws IOException {
    ArtifactStore store = ArtifactStore.at(workspace.toString());
    List<SplitCase> labelled =
        CasesTable.read(finished.directory().path().resolve(RunDirectory.CASES))
            .withRole(CaseRole.LABELLED, teacher.fold());
    for (SplitCase one : labelled) {
      if (store.find(one.preprocessed().artifact()).isEmpty()) {
        if (experiment.pseudoLabels().acceptance().readsVolumes()) {
          throw new UsageException(
              "--workspace: "
                  + LOST
                  + ", and volumes cannot be compared with theirs; name the workspace that has"
                  + " them, or give --settings without accept.volumeFactor and"
                  + " accept.volumeDeviations");
        }
        return List.of();
      }
    }
    return labelled;
  }
}
