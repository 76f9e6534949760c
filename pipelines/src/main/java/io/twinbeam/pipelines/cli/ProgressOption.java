package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.ProgressReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of every command that runs a pipeline. */
final class ProgressOption {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Set by bin/twinbeam where standard error is a terminal. */
  private static final String COLUMNS = "twinbeam.columns";

  @Option(
      names = "--progress",
      description = "Print every 5 seconds, to standard error, how far it is.")
  private boolean progress;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** What {@code work} gives, which trains nothing. */
  <V> V during(Supplier<V> work) {
    return during(Map.of(), work);
  }

  /** What {@code work} gives, which trains the runs of {@code experiment}. */
  <V> V during(Experiment experiment, Supplier<V> work) {
    Map<String, Integer> steps = new TreeMap<>();
    experiment
        .runs()
        .forEach(
            (run, settings) ->
                steps.put(run.runId(), Math.toIntExact(experiment.stepsOfAllRounds())));
    return during(steps, work);
  }

  private <V> V during(Map<String, Integer> stepsOfRuns, Supplier<V> work) {
    if (!progress) {
      return work.get();
    }
    PrintWriter err = command.commandLine().getErr();
    if (BeamArguments.nameCluster(command.commandLine().getUnmatchedArguments())) {
      err.println(
          "--progress sees this process alone; how far the cluster is stands in the logs of its"
              + " TaskManagers");
      err.flush();
      return work.get();
    }
    StepRate rate = new StepRate();
    Supplier<String> line =
        () -> {
          ProgressReport report = Progress.now();
          long trained = report.count(ProgressReport.STEPS_TRAINED);
          return ProgressLine.of(
              report, stepsOfRuns, rate.after(System.nanoTime() * 1e-9, trained));
        };
    Integer columns = Integer.getInteger(COLUMNS);
    LiveLine place = columns == null ? LiveLine.plain(err) : new TerminalLine(System.err, columns);
    return new ProgressDisplay(line, place, INTERVAL).during(work);
  }
}
