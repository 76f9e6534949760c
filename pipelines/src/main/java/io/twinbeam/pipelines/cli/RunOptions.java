package io.twinbeam.pipelines.cli;

import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** The options of every command that computes with networks. */
final class RunOptions {

  @Option(
      names = "--maxFailed",
      paramLabel = "PERCENT",
      defaultValue = "10%",
      description = "Exit with 1 if more cases than this fail (default: ${DEFAULT-VALUE}).")
  private String maxFailed;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu or gpu:N, in place of training.device of the experiment file.")
  private String device;

  @Unmatched private List<String> beamArguments = new ArrayList<>();

  FailureShare allowedFailures() {
    return FailureShare.parse(maxFailed);
  }

  /** Where to compute; null for where the experiment says. */
  @Nullable
  String device() {
    return device;
  }

  PipelineOptions beamOptions() {
    return BeamArguments.parse(beamArguments);
  }
}
