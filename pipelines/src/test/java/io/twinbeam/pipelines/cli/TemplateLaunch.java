package io.twinbeam.pipelines.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** Starts what a Flex Template's launcher starts. */
final class TemplateLaunch {

  private TemplateLaunch() {}

  static CommandRun of(String template, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        TemplateLauncher.launch(
            Map.of(TemplateLauncher.TEMPLATE, template),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments);
    return new CommandRun(status, out.toString(), err.toString());
  }
}
