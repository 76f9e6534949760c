package io.twinbeam.templates.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A rendered FlinkDeployment, run as the operator would: its entry class, arguments and settings,
 * on a JobManager in application mode with the jars where the image has them.
 */
@Tag("cluster")
final class FlinkApplicationIT {

  private static final Duration LIMIT = Duration.ofMinutes(6);

  private static final String EXPERIMENT =
      """
      name: application
      data:
        phantom: {cases: 5, shape: 24x24x20, seed: 3}
      split: {seed: 1, test: 1, labelled: 2}
      methods: [dual-uncertainty]
      seeds: [1]
      networks: {width: 1}
      training:
        steps: 4
        segmentSteps: 2
        patch: 16x16x16
        threads: 1
      evaluation: {stride: 16x16x16}
      """;

  private static Path templates;
  private static Path folder;
  private static FlinkHome home;
  private static Path application;

  @BeforeAll
  static void prepare() throws Exception {
    templates = Path.of("").toAbsolutePath();
    Files.writeString(templates.resolve("target/built"), "");
    folder = Files.createTempDirectory(templates.resolve("target"), "application-");
    home = FlinkHome.prepare(templates, folder.resolve("flink"));
    application = Files.createDirectories(folder.resolve("usrlib"));
    // As templates/flink/Dockerfile: what Flink's lib/ has is not part of the application.
    try (Stream<Path> jars = Files.list(templates.resolve("target/lib"))) {
      for (Path jar : jars.toList()) {
        String name = jar.getFileName().toString();
        boolean flinks =
            Files.exists(home.path().resolve("lib").resolve(name))
                || name.startsWith("flink-")
                || name.startsWith("slf4j-");
        if (!flinks) {
          Files.createSymbolicLink(application.resolve(name), jar.toAbsolutePath());
        }
      }
    }
  }

  @Test
  void aDeploymentEndsWithTheBytesOfTheDirectRunnerAndFailsWhereItsCommandDoes() throws Exception {
    Path experiment = Files.writeString(folder.resolve("application.yaml"), EXPERIMENT);
    Map<String, String> expected;
    try (Submission direct = Submission.direct(templates, experiment, folder.resolve("direct"))) {
      expected = direct.results(LIMIT);
    }
    Path workspace = folder.resolve("workspace");
    Map<?, ?> spec = render(experiment, workspace);

    assertEquals(0, runAsApplication("good", spec));

    try (Stream<Path> runs = Files.list(workspace.resolve("runs/application"))) {
      assertEquals(expected, ResultDigests.of(runs.findFirst().orElseThrow()));
    }

    Files.delete(experiment);
    assertNotEquals(0, runAsApplication("bad", spec));
  }

  private static Map<?, ?> render(Path experiment, Path workspace) throws Exception {
    List<String> command =
        List.of(
            templates.resolve("../bin/twinbeam").toString(),
            "templates",
            "render",
            "experiment",
            "--target=flink",
            "--into=" + folder,
            "--experimentFile=" + experiment,
            "--workspace=" + workspace);
    try (LoggedProcess process =
        LoggedProcess.start(folder.resolve("render.log"), Map.of(), command)) {
      assertEquals(0, process.status(LIMIT), process.tail());
    }
    Object tree =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(folder.resolve("experiment-flinkdeployment.yaml")));
    return (Map<?, ?>) ((Map<?, ?>) tree).get("spec");
  }

  private static int runAsApplication(String name, Map<?, ?> spec) throws Exception {
    Map<String, String> settings = new TreeMap<>();
    settings.put("jobmanager.rpc.port", Integer.toString(freePort()));
    settings.put("rest.port", Integer.toString(freePort()));
    settings.put("io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
    settings.put("execution.attached", setting(spec, "execution.attached"));
    Map<?, ?> job = (Map<?, ?>) spec.get("job");
    List<String> main = new ArrayList<>(List.of(home.conf().toString()));
    main.add(application.toString());
    main.add(
        String.join(
            ",",
            settings.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList()));
    main.add((String) job.get("entryClass"));
    ((List<?>) job.get("args")).forEach(word -> main.add((String) word));
    List<String> dynamic =
        settings.entrySet().stream()
            .map(one -> "-D" + one.getKey() + "=" + one.getValue())
            .toList();
    try (LoggedProcess jobManager =
            LoggedProcess.start(
                folder.resolve(name + "-jobmanager.log"),
                Map.of(),
                home.application(
                    templates.resolve("target/test-classes"), ApplicationEntrypoint.class, main));
        LoggedProcess taskManager =
            LoggedProcess.start(
                folder.resolve(name + "-taskmanager.log"), Map.of(), home.taskManager(dynamic))) {
      int status = jobManager.status(LIMIT);
      assertFalse(
          (jobManager.text() + taskManager.text()).contains("UnsatisfiedLinkError"),
          taskManager.tail());
      return status;
    }
  }

  private static String setting(Map<?, ?> spec, String key) {
    return (String) ((Map<?, ?>) spec.get("flinkConfiguration")).get(key);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
