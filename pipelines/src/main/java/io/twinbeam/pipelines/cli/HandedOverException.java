package io.twinbeam.pipelines.cli;

/**
 * The pipeline was handed to a service, as the launcher of a Flex Template does, and this process
 * cannot wait for it. Exit status 0.
 */
final class HandedOverException extends RuntimeException {

  private final String job;

  /**
   * @param job as the service names it
   */
  HandedOverException(String job) {
    super(
        "The pipeline is handed over and runs without this process. "
            + (HandOver.launch().isPresent()
                ? "Its last step writes what this command would have written when it ended."
                : "When it has ended, the same command on any machine that sees the same folders"
                    + " reuses what it made, and writes summary, report and manifest."));
    this.job = job;
  }

  /** The job, as the service names it. */
  String job() {
    return job;
  }
}
