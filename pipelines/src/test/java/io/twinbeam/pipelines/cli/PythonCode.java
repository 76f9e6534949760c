package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs Python, where there is one with PyTorch. */
final class PythonCode {

  private static final Pattern FENCE = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

  // That of a distribution's packages is not always the first on the path.
  private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

  private PythonCode() {}

  /** A Python that has PyTorch. */
  static Optional<String> withTorch() throws InterruptedException {
    for (String python : INTERPRETERS) {
      if (hasTorch(python)) {
        return Optional.of(python);
      }
    }
    return Optional.empty();
  }

  private static boolean hasTorch(String python) throws InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", "import torch").start().waitFor() == 0;
    } catch (IOException e) {
      return false; // There is none of this name.
    }
  }

  /** The only block of Python in docs/weights.md that holds {@code mark}. */
  static String documented(String mark) throws IOException {
    String doc = Files.readString(Path.of("..", "docs", "weights.md"));
    List<String> blocks =
        FENCE
            .matcher(doc)
            .results()
            .map(fence -> fence.group(1))
            .filter(b -> b.contains(mark))
            .toList();
    assertEquals(1, blocks.size());
    return blocks.get(0);
  }

  /** What {@code script} prints; it must end well. */
  static String run(String python, Path script, Path... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python, script.toString()));
    Stream.of(arguments).map(Path::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
