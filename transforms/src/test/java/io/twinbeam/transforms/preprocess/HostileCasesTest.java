package io.twinbeam.transforms.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hostile files do to a job: nothing but fail, in little memory. */
final class HostileCasesTest {

  private static final int LIMIT_SECONDS = 120;

  @TempDir private Path folder;

  @Test
  void everyHostileCaseFailsWithItsReasonInLittleMemory() throws Exception {
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostileCases.class.getName(),
                folder.resolve("job").toString(),
                folder.resolve("workspace").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();

    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();

    assertTrue(ended, () -> "not done after " + LIMIT_SECONDS + " s: " + read(log));
    assertEquals(0, process.exitValue(), () -> read(log));
    Map<String, Fault> expected = new HostileCases(folder.resolve("again")).expected();
    assertEquals(expected, reasons(log));
  }

  private static Map<String, Fault> reasons(Path log) throws IOException {
    Map<String, Fault> reasons = new TreeMap<>();
    List<String> lines = Files.readAllLines(log);
    for (String line : lines) {
      if (line.startsWith("case ")) {
        int gap = line.lastIndexOf(' ');
        reasons.put(line.substring("case ".length(), gap), Fault.valueOf(line.substring(gap + 1)));
      }
    }
    return reasons;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
