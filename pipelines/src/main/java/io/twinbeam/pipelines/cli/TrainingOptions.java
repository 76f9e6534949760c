package io.twinbeam.pipelines.cli;

import picocli.CommandLine.Option;

/** The options of every command that trains. None of them changes a result. */
final class TrainingOptions {

  private static final String MAX_RUNS = "--maxConcurrentRunsPerWorker";

  @Option(
      names = MAX_RUNS,
      paramLabel = "N",
      description =
          "At most so many runs have their networks in the memory of one process; the others wait"
              + " for their turn (default: as many as it has processors, at least 3).")
  private Integer maxRuns;

  /** How many runs may have their networks in the memory of a process; 0 for the default. */
  int maxConcurrentRuns() {
    if (maxRuns != null && maxRuns < 1) {
      throw new UsageException(MAX_RUNS + " must be a whole number from 1 up, is " + maxRuns);
    }
    return maxRuns == null ? 0 : maxRuns;
  }
}
