package io.twinbeam.pipelines.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * What Flink's application mode runs on the JobManager: a command of the command line. It never
 * ends the process, which is Flink's; a command that does not end well is an error, by which Flink
 * calls the application failed.
 */
public final class FlinkApplication {

  private FlinkApplication() {}

  /**
   * Runs the command that {@code arguments} are.
   *
   * @throws IllegalStateException where its exit status is not 0
   */
  public static void main(String[] arguments) {
    PrintWriter out = writer(System.out);
    PrintWriter err = writer(System.err);
    int status = Twinbeam.execute(out, err, arguments);
    if (status != 0) {
      throw new IllegalStateException(
          "twinbeam " + arguments[0] + " ended with status " + status + "; the log above says why");
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }
}
