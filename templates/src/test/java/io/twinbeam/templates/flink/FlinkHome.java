package io.twinbeam.templates.flink;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * An installation of Flink: what a distribution brings, put together from the artifacts that the
 * build has anyway, then prepared as {@code docs/flink.md} says. Commands are those that Flink's
 * own scripts would start.
 */
final class FlinkHome {

  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** What Flink's distribution holds in its lib folder, whole or inside flink-dist. */
  private static final List<String> DISTRIBUTION =
      List.of(
          "flink-",
          "slf4j-",
          "snakeyaml-engine-",
          "async-profiler-",
          "chill-java-",
          "commons-cli-",
          "commons-collections-",
          "commons-compress-", // which the engine uses too
          "commons-io-",
          "commons-lang3-",
          "commons-math3-",
          "commons-text-",
          "javassist-",
          "jsr305-",
          "kryo-",
          "lz4-java-",
          "minlog-",
          "objenesis-",
          "snappy-java-");

  private final Path home;
  private final Configuration configuration;

  private FlinkHome(Path home, Configuration configuration) {
    this.home = home;
    this.configuration = configuration;
  }

  /**
   * Prepares {@code home}, a folder that is not there yet.
   *
   * @param templates the folder {@code templates} of the sources
   */
  static FlinkHome prepare(Path templates, Path home) throws Exception {
    Files.createDirectories(home.resolve("conf"));
    Path lib = Files.createDirectories(home.resolve("lib"));
    try (Stream<Path> jars = Files.list(templates.resolve("target/lib"))) {
      for (Path jar : jars.filter(FlinkHome::isOfDistribution).toList()) {
        Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar.toAbsolutePath());
      }
    }
    Files.copy(templates.resolve("flink/config.yaml"), home.resolve("conf/config.yaml"));
    runPrepareLib(templates, home);
    Configuration configuration =
        GlobalConfiguration.loadConfiguration(home.resolve("conf").toString());
    return new FlinkHome(home, configuration);
  }

  private static boolean isOfDistribution(Path jar) {
    return DISTRIBUTION.stream().anyMatch(jar.getFileName().toString()::startsWith);
  }

  private static void runPrepareLib(Path templates, Path home) throws Exception {
    List<String> command =
        List.of(templates.resolve("flink/prepare-lib").toString(), home.toString());
    try (LoggedProcess process =
        LoggedProcess.start(home.resolve("prepare-lib.log"), Map.of(), command)) {
      if (process.status(LIMIT) != 0) {
        throw new AssertionError(process.tail());
      }
    }
  }

  Path path() {
    return home;
  }

  List<String> jobManager(List<String> settings) {
    return java(jobManagerOptions(), lib(), JOB_MANAGER, configured(settings));
  }

  /**
   * A JobManager in application mode.
   *
   * @param classes where its entry point is
   * @param arguments of the entry point
   */
  List<String> application(Path classes, Class<?> entryPoint, List<String> arguments) {
    String path = classes + File.pathSeparator + lib();
    return java(jobManagerOptions(), path, entryPoint.getName(), arguments);
  }

  private List<String> jobManagerOptions() {
    JobManagerProcessSpec memory =
        JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
            configuration, JobManagerOptions.JVM_HEAP_MEMORY);
    return words(JobManagerProcessUtils.generateJvmParametersStr(memory, configuration));
  }

  private String lib() {
    return home.resolve("lib") + "/*";
  }

  private List<String> configured(List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of("--configDir", conf().toString()));
    arguments.addAll(settings);
    return arguments;
  }

  /** The folder of the configuration. */
  Path conf() {
    return home.resolve("conf");
  }

  List<String> taskManager(List<String> settings) {
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    List<String> given = new ArrayList<>();
    given.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
    given.addAll(settings);
    return java(
        words(ProcessMemoryUtils.generateJvmParametersStr(memory)),
        lib(),
        TASK_MANAGER,
        configured(given));
  }

  private List<String> java(
      List<String> memory, String classPath, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(memory);
    command.addAll(words(configuration.getString("env.java.opts.all", "")));
    // Jobs are short, and each loads its classes anew: to compile them well takes longer than to
    // run.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
    command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }

  private static List<String> words(String text) {
    return Stream.of(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
