package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.dryrun.DataSample;
import io.twinbeam.pipelines.dryrun.DryRun;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
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

  /** The exit status of a dry run, if one is asked for. */
  Optional<Integer> instead(Telling telling) throws IOException {
    if (!dryRun) {
      return Optional.empty();
    }
    boolean fine = telling.tell(new DryRun(command.commandLine().getOut(), DryRunOption::run));
    return Optional.of(fine ? 0 : Twinbeam.FAILED);
  }

  private static DataSample.Measured run(Consumer<Pipeline> builder) {
    return PipelineRun.sample(
        PipelineOptionsFactory.fromArgs("--targetParallelism=1").create(), builder);
  }
}
