package io.twinbeam.templates.flink;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process whose output goes to a file. */
final class LoggedProcess implements AutoCloseable {

  private static final int LAST_LINES = 25;

  private final Path log;
  private final Process process;

  private LoggedProcess(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  static LoggedProcess start(Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    LoggedProcess started = new LoggedProcess(log, builder.start());
    // Where the tests themselves are ended, nothing of theirs stays behind.
    Runtime.getRuntime().addShutdownHook(new Thread(started::close));
    return started;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as by {@code kill -9}, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /**
   * Its exit status.
   *
   * @throws AssertionError where it takes longer than {@code limit}
   */
  int status(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(
          "process " + pid() + " did not end within " + limit.toSeconds() + " s; " + tail());
    }
    return process.exitValue();
  }

  String text() throws IOException {
    return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
  }

  /** The last lines of the output, with the file's name. */
  String tail() {
    try {
      List<String> lines = text().lines().toList();
      return log
          + " ends with:\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return log + " cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
