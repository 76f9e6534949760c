package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

  @TempDir private Path folder;
  private Path one;
  private Path two;

  @BeforeEach
  void writeTwoRuns() throws IOException {
    one = run("one");
    two = run("two");
  }

  private Path run(String name) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("summary.json"),
        "{\"experiment\": \"" + name + "\", \"runId\": \"" + name + "\"}");
    return run;
  }

  @Test
  void aReportIsRenderedAgainInItsPlace() throws IOException {
    CommandRun ran = CommandRun.of("report", "--runs=" + one);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(one.resolve("report.html"), ran.named());
    String html = Files.readString(one.resolve("report.html"));
    assertTrue(html.contains("<h1>one</h1>"));
    CommandRun.of("report", "--runs=" + one);
    assertEquals(html, Files.readString(one.resolve("report.html")));
  }

  @Test
  void runsAreComparedInAFileOfTheirOwn() throws IOException {
    Path output = folder.resolve("both.html");
    CommandRun ran = CommandRun.of("report", "--runs=" + one + "," + two, "--output=" + output);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(Files.readString(output).contains("<h1>one \u00b7 two</h1>"));
    assertFalse(Files.exists(one.resolve("report.html")));
  }

  @Test
  void whatDoesNotCompareIsSaidOnTheTerminalToo() throws IOException {
    for (Path run : new Path[] {one, two}) {
      Files.writeString(
          run.resolve("summary.json"),
          "{\"experiment\": \"x\", \"runId\": \"1\","
              + " \"metricSettings\": {\"surfaceToleranceMm\": "
              + (run.equals(one) ? 1 : 2)
              + "}}");
    }
    Path output = folder.resolve("both.html");
    CommandRun ran = CommandRun.of("report", "--runs=" + one + "," + two, "--output=" + output);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("WARNING Surface Dice is left out. Its tolerance"), ran.out());
    assertTrue(Files.readString(output).contains("<h1>one \u00b7 two</h1>"), "named by path");
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    refused("both --runs", "--output must name the file", "--runs=" + one + "," + two);
    refused("no summary", "that reached its evaluation", "--runs=" + folder.resolve("none"));
    Path inside = one.resolve("other.html");
    refused("inside", "must lie outside the run", "--runs=" + one, "--output=" + inside);
    Path nowhere = folder.resolve("a").resolve("b.html");
    refused("no folder", "does not exist; make it", "--runs=" + one, "--output=" + nowhere);
    refused("a folder", "must be a file", "--runs=" + one, "--output=" + folder);
    refused("no store", "has no folder artifacts", "--runs=" + one, "--workspace=" + folder);
    Path output = folder.resolve("x.html");
    refused("pseudo-labels", "which measures nothing", "--runs=" + pseudoLabels());
    String both = "--runs=" + one + "," + folder.resolve("labels");
    refused("with a run", "which measures nothing", both, "--output=" + output);
    String twice = "--runs=" + one + "," + one;
    refused("twice", "is there twice", twice, "--output=" + output);
    assertFalse(Files.exists(output));
  }

  private Path pseudoLabels() throws IOException {
    Path labels = run("labels");
    Files.writeString(
        labels.resolve("summary.json"),
        "{\"experiment\": \"x\", \"teacher\": \"m-seed1\", \"teacherDigest\": \"0\","
            + " \"pseudoLabels\": 6, \"pseudoLabelAlarms\": []}");
    return labels;
  }

  private static void refused(String what, String reason, String... options) {
    String[] arguments = new String[1 + options.length];
    arguments[0] = "report";
    System.arraycopy(options, 0, arguments, 1, options.length);
    CommandRun ran = CommandRun.of(arguments);
    assertEquals(2, ran.status(), what + ": " + ran.err());
    assertTrue(ran.err().contains(reason), what + ": " + ran.err());
  }
}
