package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.PseudoLabelPipeline;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.PseudoLabelSection;
import io.twinbeam.pipelines.results.CasesTable;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings.OnAlarm;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    PipelineOptions options = BeamArguments.parse(beamArguments);
    FailureShare allowed = common.allowedFailures();
    FinishedRun finished = FinishedRun.at(run);
    Experiment trained = finished.experiment();
    PseudoLabelSettings rules = settings(trained);
    if (rules.comparesNetworks() && trained.prediction().alone().isPresent()) {
      throw new UsageException(
          "--settings: disagreement and kl compare both networks, and this run predicts with one;"
              + " take them out");
    }
    InputData input =
        InputData.of(
            new DataSource(data, true, null, trained.data().channels()), "--data", options);
    Experiment experiment =
        Compute.prepare(
            trained
                .withData(input.source(), input.survey().channels().size())
                .withPseudoLabels(rules),
            common.device());
    String root = finished.workspace(workspace);
    input.requireOutside(Folders.at(root), "--workspace");
    RunDirectory directory = new RunDirectory(Locations.writableFolder(output, "--output"));
    input.requireOutside(directory.path(), "--output");
    Filling.requirePseudoLabels(directory, "--output");

    ArtifactStore store = ArtifactStore.at(root);
    TrainedRun teacher = choice.of(finished.networks(experiment, store));
    PrintWriter out = spec.commandLine().getOut();
    List<SplitCase> labelled = labelled(experiment, finished.directory(), teacher, store);
    Optional<Integer> told =
        dryRun.instead(
            dry ->
                dry.prediction(
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

  private PseudoLabelSettings settings(Experiment trained) throws IOException {
    PseudoLabelSettings rules =
        settings == null
            ? trained.pseudoLabels()
            : PseudoLabelSection.parse(
                Locations.text(settings, "--settings: file"),
                settings.toString(),
                trained.preprocessing().classes());
    if (share != null) {
      if (!(share >= 0.01 && share <= 1)) {
        throw new UsageException("--share must be a number from 0.01 to 1, is " + share);
      }
      rules = rules.withShare(share);
    }
    if (onAlarm != null) {
      if (!List.of("warn", "fail").contains(onAlarm)) {
        throw new UsageException("--onAlarm must be warn or fail, is " + onAlarm);
      }
      rules =
          rules.withOnAlarm(onAlarm.equals("fail") ? Optional.of(OnAlarm.FAIL) : Optional.empty());
    }
    return rules;
  }

  /** The cases that the teacher's pseudo-labels are compared with. */
  private static List<SplitCase> labelled(
      Experiment experiment, RunDirectory finished, TrainedRun teacher, ArtifactStore store)
      throws IOException {
    List<SplitCase> labelled =
        CasesTable.read(finished.path().resolve(RunDirectory.CASES))
            .withRole(CaseRole.LABELLED, teacher.run().fold());
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
