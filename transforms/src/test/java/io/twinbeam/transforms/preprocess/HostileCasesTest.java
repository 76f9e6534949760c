package io.twinbeam.transforms.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    Path log = run(HostileCases.MAX_VOXELS, "-XX:+ExitOnOutOfMemoryError");

    assertEquals(new HostileCases(folder.resolve("again")).expected(), reasons(log));
  }

  @Test
  void aVolumeThatTheLimitAllowsButTheHeapDoesNotFailsAloneAndSaysWhatToRaise() throws Exception {
    Path log = run(SourceRules.DEFAULT_MAX_VOXELS);

    assertEquals(Fault.TOO_LARGE, reasons(log).get("nifti-wide"));
    assertEquals(
        new HostileCases(folder.resolve("again")).expected().keySet(), reasons(log).keySet());
    assertTrue(read(log).contains("nifti-wide: needs more memory"), () -> read(log));
  }

  /** Puts the cases through the job in a process of 256 MiB. */
  private Path run(long maxVoxels, String... javaOptions) throws Exception {
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(javaOptions));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            HostileCases.class.getName(),
            folder.resolve("job").toString(),
            folder.resolve("workspace").toString(),
            Long.toString(maxVoxels)));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();

    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();

    assertTrue(ended, () -> "not done after " + LIMIT_SECONDS + " s: " + read(log));
    assertEquals(0, process.exitValue(), () -> read(log));
    return log;
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
