package io.twinbeam.pipelines.cli;

import javax.annotation.Nullable;
import picocli.CommandLine.Option;

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

  FailureShare allowedFailures() {
    return FailureShare.parse(maxFailed);
  }

  /** Where to compute; null for where the experiment says. */
  @Nullable
  String device() {
    return device;
  }
}
