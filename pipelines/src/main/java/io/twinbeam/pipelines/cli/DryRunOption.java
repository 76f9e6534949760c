package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.dryrun.DryRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of every command that runs a pipeline to tell what it would do instead. */
final class DryRunOption {

  @Option(
      names = "--dryRun",
      description =
          "Check everything, look at the first cases, measure two steps, and print plan, estimates"
              + " and DAG; launch nothing.")
  private boolean dryRun;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Tells of a job, and whether what it saw of the data is fine. */
  @FunctionalInterface
  interface Telling {
    boolean tell(DryRun dryRun) throws IOException;
  }

  /** Whether one is asked for. */
  boolean isAskedFor() {
    return dryRun;
  }

  /**
   * The exit status of a dry run, if one is asked for.
   *
   * @param beamArguments found to be right; those that say how data are read hold here too
   */
  Optional<Integer> instead(List<String> beamArguments, Telling telling) throws IOException {
    if (!dryRun) {
      return Optional.empty();
    }
    PipelineOptions options = BeamArguments.parse(onThisMachine(beamArguments));
    boolean fine =
        telling.tell(
            new DryRun(
                command.commandLine().getOut(), builder -> PipelineRun.sample(options, builder)));
    return Optional.of(fine ? 0 : Twinbeam.FAILED);
  }

  /** The same arguments for the look at the data: here, one case after another. */
  private static List<String> onThisMachine(List<String> beamArguments) {
    List<String> here = new ArrayList<>();
    beamArguments.stream()
        .filter(argument -> !argument.matches("--(runner|targetParallelism)=.*"))
        .forEach(here::add);
    here.add("--targetParallelism=1");
    return here;
  }
}
