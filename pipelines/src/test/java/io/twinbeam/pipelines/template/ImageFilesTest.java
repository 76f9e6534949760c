package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.cli.NativeLibraries;
import io.twinbeam.pipelines.cli.TemplateLauncher;
import io.twinbeam.pipelines.cli.UnpackedLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that images are built from. */
final class ImageFilesTest {

  private static final Path TEMPLATES = Path.of("..", "templates");
  private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dataflow/launcher.Dockerfile",
        "dataflow/worker.Dockerfile",
        "flink/Dockerfile",
        "local/Dockerfile"
      })
  void anImageHasABaseOfTheLockAloneAndItsNativesInside(String file) throws IOException {
    String text = Files.readString(TEMPLATES.resolve(file));
    Matcher base = Pattern.compile("(?m)^ARG ([A-Z]+_BASE)\nFROM \\$\\{\\1}$").matcher(text);
    assertTrue(base.find(), "a base without a default, from images.lock");
    String lock = Files.readString(TEMPLATES.resolve("images.lock"));
    assertTrue(lock.contains("\n" + base.group(1) + "="), base.group(1));
    assertTrue(text.contains("DJL_OFFLINE=true"));
    assertTrue(text.contains("\"" + NativeLibraries.class.getName() + "\"]"));
    for (String word : List.of("curl", "wget", "apt-get", "ADD ", "latest")) {
      assertTrue(!text.contains(word), word);
    }
  }

  @Test
  void theGpuWorkerHasBasesOfTheLockAndLibrariesThatGoBeforeThoseOfTheClassPath()
      throws IOException {
    String text = Files.readString(TEMPLATES.resolve("dataflow/worker-gpu.Dockerfile"));
    String lock = Files.readString(TEMPLATES.resolve("images.lock"));
    Matcher base = Pattern.compile("(?m)^FROM \\$\\{([A-Z]+_BASE)}").matcher(text);
    int bases = 0;
    for (; base.find(); bases++) {
      assertTrue(text.contains("ARG " + base.group(1) + "\n"), base.group(1));
      assertTrue(lock.contains("\n" + base.group(1) + "="), base.group(1));
    }
    assertEquals(3, bases);
    assertTrue(
        text.contains("\"" + UnpackedLibraries.class.getName() + "\", \"/opt/twinbeam/torch\""));
    assertTrue(text.contains("PYTORCH_LIBRARY_PATH=/opt/twinbeam/torch "));
  }

  @Test
  void theEnginesLibrariesAreUnpackedWhole() throws IOException {
    UnpackedLibraries.main(new String[] {folder.resolve("torch").toString()});
    try (Stream<Path> files = Files.list(folder.resolve("torch"))) {
      List<Path> unpacked = files.toList();
      assertTrue(unpacked.stream().anyMatch(file -> file.toString().contains("torch_cpu")));
      for (Path file : unpacked) {
        assertTrue(Files.size(file) > 1000 && !file.toString().endsWith(".gz"), file.toString());
      }
    }
  }

  @Test
  void theLauncherStartsOurClassAndServesEveryTemplate() throws IOException {
    String text = Files.readString(TEMPLATES.resolve("dataflow/launcher.Dockerfile"));
    assertTrue(text.contains("MAIN_CLASS=" + TemplateLauncher.class.getName() + "\n"), text);
    String script = Files.readString(TEMPLATES.resolve("build-images"));
    assertTrue(
        script.contains("launchers=(" + String.join(" ", Template.keys()) + ")"), "launchers");
  }

  @Test
  void anImageIsBuiltFromADigestOnly() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("templates"));
    for (String file : List.of("build-images", "images.lock")) {
      Files.copy(TEMPLATES.resolve(file), copy.resolve(file));
    }
    assertTrue(copy.resolve("build-images").toFile().setExecutable(true));
    Path lock = copy.resolve("images.lock");
    Files.writeString(lock, Files.readString(lock).replaceAll("(?m)@sha256:[0-9a-f]{64}$", ""));
    assertEquals(2, build(copy));
    assertTrue(printed().contains("must end with @sha256:DIGEST"), printed());

    Files.writeString(
        lock,
        Files.readAllLines(lock).stream()
            .map(line -> line.startsWith("#") ? line : line + DIGEST)
            .collect(Collectors.joining("\n", "", "\n")));
    assertEquals(0, build(copy), printed());
    List<String> commands = printed().lines().toList();
    assertEquals(Template.values().length + 3, commands.size());
    assertTrue(commands.stream().allMatch(line -> line.contains(DIGEST)), printed());
    assertTrue(
        commands.stream().anyMatch(line -> line.contains("--tag host/twinbeam/train:1 ")),
        printed());

    assertEquals(0, build(copy, "worker-gpu"), printed());
    assertTrue(printed().contains("--build-arg CUDA_BASE=docker.io/nvidia/cuda:12.8"), printed());
    assertEquals(2, build(copy, "worker-tpu"));
    assertTrue(printed().contains("there are worker, worker-gpu, flink"), printed());
  }

  @Test
  void nativeLibrariesMustBeThoseThatAnImageIsFor() throws Exception {
    Path home = folder.resolve("home");
    Path copy = Files.createDirectories(home.resolve("templates"));
    Files.copy(TEMPLATES.resolve("build-images"), copy.resolve("build-images"));
    Files.copy(TEMPLATES.resolve("images.lock"), copy.resolve("images.lock"));
    Path lib = Files.createDirectories(home.resolve("lib"));
    Path cpu = lib.resolve("pytorch-native-cpu-2.7.1-linux-x86_64.jar");
    Files.createFile(cpu);
    assertEquals(2, run(copy, "worker-gpu"));
    assertTrue(printed().contains("holds no GPU libraries"), printed());
    Files.move(cpu, lib.resolve("pytorch-native-cu128-2.7.1-linux-x86_64.jar"));
    assertEquals(2, run(copy, "worker"));
    assertTrue(printed().contains("build Twinbeam without -Pgpu"), printed());
  }

  private int build(Path templates, String... images) throws Exception {
    return run(
        templates, Stream.concat(Stream.of("--print"), Stream.of(images)).toArray(String[]::new));
  }

  private int run(Path templates, String... more) throws Exception {
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            templates.resolve("build-images").toString(),
                            "--registry=host/twinbeam",
                            "--tag=1"),
                        Stream.of(more))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("printed.txt").toFile())
            .start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return process.exitValue();
  }

  private String printed() throws IOException {
    return Files.readString(folder.resolve("printed.txt"));
  }
}
