package io.twinbeam.templates.flink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A session cluster: one JobManager and two TaskManagers, each a process, on loopback. */
final class FlinkCluster implements AutoCloseable {

  private static final int TASK_MANAGERS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final int METRICS_MILLIS = 1000;

  private final FlinkHome home;
  private final Path logs;
  private final Map<String, String> environment;
  private final String host;
  private final int rpcPort;
  private final int restPort;
  private final FlinkRest rest;
  private final List<LoggedProcess> all = new ArrayList<>();
  private final List<LoggedProcess> taskManagers = new ArrayList<>();

  private FlinkCluster(FlinkHome home, Path logs, Map<String, String> environment)
      throws IOException {
    this.home = home;
    this.logs = Files.createDirectories(logs);
    this.environment = environment;
    this.host = "localhost";
    this.rpcPort = freePort();
    this.restPort = freePort();
    this.rest = new FlinkRest(address());
  }

  /**
   * Starts a cluster.
   *
   * @param templates the folder {@code templates} of the sources
   * @param folder for the installation and the logs; what is in it is removed
   * @param environment of each process, besides that of this one
   */
  static FlinkCluster start(Path templates, Path folder, Map<String, String> environment)
      throws Exception {
    remove(folder);
    FlinkHome home = FlinkHome.prepare(templates, folder.resolve("flink"));
    FlinkCluster cluster = new FlinkCluster(home, folder.resolve("logs"), environment);
    try {
      cluster.startAll();
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw new AssertionError(e.getMessage() + "\n" + cluster.tails(), e);
    }
  }

  private void startAll() throws Exception {
    all.add(launch("jobmanager", home.jobManager(settings())));
    awaitTaskManagers(0);
    for (int number = 0; number < TASK_MANAGERS; number++) {
      startTaskManager();
    }
    awaitTaskManagers();
  }

  /** Starts one more, as an operator does who replaces a lost one. */
  void startTaskManager() throws IOException {
    LoggedProcess started = launch("taskmanager-" + all.size(), home.taskManager(settings()));
    all.add(started);
    taskManagers.add(started);
  }

  private LoggedProcess launch(String name, List<String> command) throws IOException {
    return LoggedProcess.start(logs.resolve(name + ".log"), environment, command);
  }

  private List<String> settings() throws IOException {
    Path scratch = Files.createDirectories(home.path().resolve("tmp"));
    return List.of(
        "-Djobmanager.rpc.port=" + rpcPort,
        "-Drest.port=" + restPort,
        "-Dio.tmp.dirs=" + scratch,
        "-Dcluster.registration.error-delay=1000",
        "-Dcluster.registration.refused-registration-delay=1000",
        "-Dmetrics.fetcher.update-interval=" + METRICS_MILLIS);
  }

  /** Waits until as many are registered as there were at the start. */
  void awaitTaskManagers() throws Exception {
    awaitTaskManagers(TASK_MANAGERS);
  }

  private void awaitTaskManagers(int least) throws Exception {
    Waiting.until(
        least + " registered TaskManagers",
        LIMIT,
        () -> rest.taskManagers().filter(number -> number >= least));
  }

  /** The REST endpoint as {@code HOST:PORT}. */
  String address() {
    return host + ":" + restPort;
  }

  FlinkRest rest() {
    return rest;
  }

  /** Those that live. */
  List<LoggedProcess> taskManagers() {
    return List.copyOf(taskManagers);
  }

  /** Kills one with signal 9. */
  void kill(LoggedProcess taskManager) throws InterruptedException {
    taskManagers.remove(taskManager);
    taskManager.kill();
  }

  /** The bytes of metaspace that each TaskManager needs, once what nobody uses is freed. */
  Map<String, Long> metaspace() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    for (LoggedProcess process : taskManagers) {
      List<String> command = List.of(jcmd.toString(), Long.toString(process.pid()), "GC.run");
      try (LoggedProcess collection = launch("collection", command)) {
        if (collection.status(LIMIT) != 0) {
          throw new AssertionError(collection.tail());
        }
      }
    }
    rest.metaspace(); // Tells Flink to fetch new values.
    Thread.sleep(METRICS_MILLIS * 3);
    return rest.metaspace();
  }

  /** What the JobManager and all TaskManagers, dead ones too, have logged. */
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (LoggedProcess process : all) {
      lines.addAll(process.text().lines().toList());
    }
    return lines;
  }

  /** The ends of all logs. */
  String tails() {
    return all.stream().map(LoggedProcess::tail).collect(Collectors.joining("\n\n"));
  }

  @Override
  public void close() {
    all.forEach(LoggedProcess::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
