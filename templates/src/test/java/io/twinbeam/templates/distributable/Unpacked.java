package io.twinbeam.templates.distributable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The distributable on a machine with little else: commands find Java and the tools that every Unix
 * has, and neither Maven, Git nor a compiler.
 */
final class Unpacked {

  private static final List<String> TOOLS = List.of("bash", "dirname", "readlink", "sed");
  private static final int LIMIT_SECONDS = 300;

  private final Path home;
  private final Path path;
  private final Path elsewhere;

  private Unpacked(Path home, Path path, Path elsewhere) {
    this.home = home;
    this.path = path;
    this.elsewhere = elsewhere;
  }

  /** Unpacks into a folder below {@code parent} whose name has a space. */
  static Unpacked of(Path archive, Path parent) throws Exception {
    if (!Files.exists(archive)) {
      throw new AssertionError(archive + " is missing; ./mvnw package makes it");
    }
    Path folder = Files.createDirectories(parent.resolve("some place"));
    run(List.of("tar", "xzf", archive.toString()), folder, System.getenv("PATH"));
    Path path = Files.createDirectories(parent.resolve("path"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(path.resolve(tool), tool(tool));
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.createSymbolicLink(path.resolve("java"), java);
    Path home = folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
    Files.createSymbolicLink(path.resolve("twinbeam"), home.resolve("bin/twinbeam"));
    return new Unpacked(home, path, Files.createDirectories(parent.resolve("elsewhere")));
  }

  private static Path tool(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in PATH"));
  }

  Path home() {
    return home;
  }

  /** The folder that commands run in. */
  Path elsewhere() {
    return elsewhere;
  }

  /** What {@code bin/twinbeam}, by a link in PATH, prints; it must succeed. */
  String twinbeam(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(path.resolve("twinbeam").toString()));
    command.addAll(List.of(arguments));
    return run(command, elsewhere, path.toString());
  }

  /** The paths of all files, relative and with slashes. */
  Set<String> files() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(home)) {
      files
          .filter(Files::isRegularFile)
          .map(home::relativize)
          .map(Path::toString)
          .forEach(names::add);
    }
    return names;
  }

  private static String run(List<String> command, Path folder, String path) throws Exception {
    Path log = Files.createTempFile("twinbeam-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    builder.environment().put("PATH", path);
    builder.environment().remove("JAVA_HOME");
    // Half the time where most of it is the start.
    builder.environment().put("TWINBEAM_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String output = Files.readString(log);
      if (!ended || process.exitValue() != 0) {
        String how = ended ? "ended with " + process.exitValue() : "did not end";
        throw new AssertionError(command + " " + how + ":\n" + output);
      }
      return output;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(log);
    }
  }
}
