package io.twinbeam.templates.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An experiment that {@code bin/twinbeam run} has started, in a process of its own. */
final class Submission implements AutoCloseable {

  private static final String DIRECTORY = "Run directory: ";

  private final LoggedProcess process;

  private Submission(LoggedProcess process) {
    this.process = process;
  }

  /** Runs {@code experiment} on the DirectRunner. */
  static Submission direct(Path templates, Path experiment, Path workspace) throws IOException {
    Path command = templates.resolve("../bin/twinbeam").normalize();
    return start(List.of(command.toString()), experiment, workspace, List.of());
  }

  /** Runs {@code experiment} on a cluster, as {@code docs/flink.md} says. */
  static Submission to(Session session, Path experiment, Path workspace, List<String> options)
      throws IOException {
    String submit = session.templates().resolve("flink/submit").toString();
    List<String> all = new ArrayList<>(List.of("--parallelism=2"));
    all.addAll(options);
    return start(List.of(submit, session.cluster().address()), experiment, workspace, all);
  }

  /** Launches {@code experiment} on a cluster as a template, as {@code docs/templates.md} says. */
  static Submission launch(Session session, Path experiment, Path workspace) throws IOException {
    return start(
        List.of(
            session.templates().resolve("../bin/twinbeam").normalize().toString(),
            "launch",
            "experiment",
            "--target=flink",
            "--flinkMaster=" + session.cluster().address(),
            "--parallelism=2",
            "--experimentFile=" + experiment,
            "--workspace=" + workspace),
        workspace);
  }

  private static Submission start(
      List<String> begin, Path experiment, Path workspace, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>(begin);
    command.addAll(List.of("run", experiment.toString(), "--workspace=" + workspace));
    command.addAll(options);
    return start(command, workspace);
  }

  private static Submission start(List<String> command, Path workspace) throws IOException {
    Path log = Files.createTempFile(workspace.getParent(), workspace.getFileName() + "-", ".log");
    Map<String, String> environment = Map.of("TWINBEAM_JAVA_OPTS", "-Xmx1g");
    return new Submission(LoggedProcess.start(log, environment, command));
  }

  boolean isRunning() {
    return process.isAlive();
  }

  int status(Duration limit) throws InterruptedException {
    return process.status(limit);
  }

  String tail() {
    return process.tail();
  }

  /** The digest of each result, of a run that must succeed within {@code limit}. */
  Map<String, String> results(Duration limit) throws Exception {
    if (status(limit) != 0) {
      throw new AssertionError("exit status " + status(limit) + "; " + tail());
    }
    return ResultDigests.of(
        process
            .text()
            .lines()
            .filter(line -> line.startsWith(DIRECTORY))
            .map(line -> Path.of(line.substring(DIRECTORY.length())))
            .findFirst()
            .orElseThrow());
  }

  @Override
  public void close() {
    process.close();
  }
}
