package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.cli.NativeLibraries;
import io.twinbeam.pipelines.cli.TemplateLauncher;
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
  }

  private int build(Path templates) throws Exception {
    Process process =
        new ProcessBuilder(
                Stream.of(
                        templates.resolve("build-images"),
                        "--registry=host/twinbeam",
                        "--tag=1",
                        "--print")
                    .map(Object::toString)
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
