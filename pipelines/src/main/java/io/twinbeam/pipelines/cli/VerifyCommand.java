package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.ExperimentPipeline;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.Provenance;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.pipelines.verify.MovedData;
import io.twinbeam.pipelines.verify.RunRecord;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.io.DataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs a finished run again elsewhere and compares everything that both made. */
@Command(
    name = "verify",
    description = "Runs a finished run again from its run.json and compares every digest.",
    footer = "Options of Beam and of its runners, such as --runner=FlinkRunner, may follow.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

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
      description = "The data set's folder, where it is no longer where the run found it.")
  private String data;

  @Option(
      names = InitialWeightsOption.NAME,
      paramLabel = "[a=]FILE[,b=FILE]",
      description =
          "The files of weights that the run started from, where they are no longer where the run"
              + " found them.")
  private String initialWeights;

  @Option(
      names = "--workspace",
      paramLabel = "SCRATCH",
      description = "An empty folder to run in, which stays (default: a temporary one).")
  private String workspace;

  @Option(names = "--keep", description = "Keep the temporary folder.")
  private boolean keep;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu or gpu:N, in place of the device of the run.")
  private String device;

  @Mixin private TrainingOptions training;

  @Mixin private ProgressOption progress;

  @Unmatched private List<String> beamArguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    PipelineOptions options = BeamArguments.parse(beamArguments);
    int maxRuns = training.maxConcurrentRuns();
    RunDirectory finished = new RunDirectory(run.toAbsolutePath().normalize());
    RunRecord recorded = record(finished);
    InputData input = input(recorded.experiment().data(), options);
    Experiment asRecorded =
        recorded.experiment().withData(input.source(), input.survey().channels().size());
    InitialFiles initial = InitialFiles.again(initialWeights, recorded.initialFiles(), asRecorded);
    String idHere = RunCommand.runId(asRecorded, input.survey());
    Experiment experiment = Compute.prepare(asRecorded, device);
    try (Scratch scratch = scratch(finished, input, experiment)) {
      initial.moveTo(ArtifactStore.at(scratch.path().toString()));
      RunRecord again = rerun(recorded, experiment, scratch.path(), options, maxRuns);
      scratch.finish();
      return new VerifyReport(recorded, again, idHere).print(spec.commandLine().getOut());
    }
  }

  private static RunRecord record(RunDirectory finished) throws IOException {
    Locations.requireFile(finished.path().resolve(RunDirectory.PROVENANCE), "--run: file");
    try {
      return RunRecord.read(finished);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--run: " + e.getMessage());
    }
  }

  private InputData input(DataSource recorded, PipelineOptions options) throws IOException {
    if (recorded.phantoms() != null && data != null) {
      throw new UsageException("--data: the cases of the run are made up; leave it out");
    }
    return data != null
        ? InputData.of(recorded.withFolder(data), "--data", options)
        : InputData.of(recorded, "--data, left out for that of run.json", options);
  }

  private Scratch scratch(RunDirectory finished, InputData input, Experiment experiment)
      throws IOException {
    if (workspace == null && BeamArguments.nameCluster(beamArguments)) {
      throw new UsageException(
          "--workspace must be given where --flinkMaster names a cluster: an empty folder that every"
              + " machine of the cluster sees");
    }
    Path folder =
        Locations.madeFolder(
            workspace != null ? workspace : System.getProperty("java.io.tmpdir"), "--workspace");
    input.requireOutside(folder, "--workspace");
    if (folder.toRealPath().startsWith(finished.path().toRealPath())) {
      throw new UsageException("--workspace must lie outside the run directory, is " + folder);
    }
    if (workspace == null) {
      return Scratch.below(folder, keep);
    }
    String record = Files.readString(finished.path().resolve(RunDirectory.PROVENANCE));
    return Scratch.in(
        folder, Digest.ofJson(List.of(record, experiment, Provenance.circumstances(experiment))));
  }

  private RunRecord rerun(
      RunRecord recorded, Experiment experiment, Path scratch, PipelineOptions options, int maxRuns)
      throws IOException {
    RunDirectory again =
        new RunDirectory(scratch.resolve(Path.of("runs", experiment.name(), recorded.runId())));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Running again: " + again.path());
    out.flush();
    Map<String, Object> measured =
        progress.during(
            experiment,
            () ->
                PipelineRun.execute(
                    options,
                    pipeline ->
                        ExperimentPipeline.build(
                            pipeline, experiment, scratch.toString(), again, maxRuns)));
    String then = recorded.experiment().data().folder();
    String here = experiment.data().folder();
    if (here != null && !here.equals(then)) {
      MovedData.rename(again, here, then);
    }
    Results.record(experiment, Map.of(), again, measured);
    return RunRecord.read(again);
  }
}
