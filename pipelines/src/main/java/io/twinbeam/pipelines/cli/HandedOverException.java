package io.twinbeam.pipelines.cli;

/**
 * The pipeline was handed to a service, as the launcher of a Flex Template does, and this process
 * cannot wait for it. Exit status 0.
 */
final class HandedOverException extends RuntimeException {

  HandedOverException() {
    super(
        "The pipeline is handed over and runs without this process. "
            + (Finishing.isPlanned()
                ? "Its last step writes what this command would have written when it ended."
                : "When it has ended, the same command on any machine that sees the same folders"
                    + " reuses what it made, and writes summary, report and manifest."));
  }
}
