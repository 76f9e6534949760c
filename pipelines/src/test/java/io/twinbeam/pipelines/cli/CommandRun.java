package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.transforms.storage.Folders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/**
 * A command line that has run.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it complained of
 */
record CommandRun(int status, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Twinbeam.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** The directory that the first line of the output names, of a command that must succeed. */
  Path directory() {
    assertEquals(0, status, out + "\n" + err);
    return named();
  }

  /** The directory that the first line of the output names. */
  Path named() {
    String first = out.lines().findFirst().orElseThrow();
    return Folders.at(first.substring(first.indexOf(": ") + 2));
  }
}
