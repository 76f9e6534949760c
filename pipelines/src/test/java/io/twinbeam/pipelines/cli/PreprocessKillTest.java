package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in a process of their own that end as by kill -9. */
final class PreprocessKillTest {

  private static final int CASES = 30;
  private static final GridShape SHAPE = new GridShape(48, 48, 32);
  private static final int KILLS = 3;
  private static final long SEED = 20;

  @TempDir private Path folder;

  private PhantomFolder data;

  private String[] arguments(Path output) {
    return new String[] {
      "preprocess", "--input=" + data.path(), "--output=" + output, "--recipe=default"
    };
  }

  private Process start(Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Twinbeam.class.getName());
    command.addAll(List.of(arguments(output)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log.txt").toFile())
        .start();
  }

  private void finish(Path output) {
    StringWriter err = new StringWriter();
    int status =
        Twinbeam.execute(
            new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments(output));
    assertEquals(0, status, err.toString());
  }

  /** Complete artifacts in {@code output}. */
  private static long artifacts(Path output) throws IOException {
    Path root = output.resolve("artifacts");
    if (!Files.exists(root)) {
      return 0;
    }
    for (; ; ) {
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(file -> file.endsWith("artifact.json"))
            .filter(file -> !file.getParent().getFileName().toString().startsWith("."))
            .count();
      } catch (NoSuchFileException | UncheckedIOException e) {
        // A draft was renamed under the walk: once more.
      }
    }
  }

  private static void waitFor(Process process, Path output, long least)
      throws IOException, InterruptedException {
    while (artifacts(output) < least && !process.waitFor(1, TimeUnit.MILLISECONDS)) {
      // The artifacts are what is waited for.
    }
  }

  private static void kill(Process process, int afterMillis) throws InterruptedException {
    process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
  }

  private void aSecondJobIsToldOf(Process holder, Path output) {
    StringWriter err = new StringWriter();
    int status =
        Twinbeam.execute(
            new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments(output));
    assertTrue(holder.isAlive(), "the holder ended before it was asked");
    assertEquals(Twinbeam.BUSY, status, err.toString());
    assertTrue(err.toString().contains("pid " + holder.pid() + ", since "), err.toString());
  }

  @Test
  void aJobThatIsKilledTimeAndAgainEndsWithTheManifestOfAnUndisturbedOne() throws Exception {
    data = new PhantomFolder(folder.resolve("data"), SHAPE);
    for (int index = 0; index < CASES; index++) {
      data.write(index, index);
    }
    Path undisturbed = folder.resolve("undisturbed");
    finish(undisturbed);
    Path killed = folder.resolve("killed");
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      long least = 1 + artifacts(killed) + random.nextInt(4);
      Process process = start(killed);
      waitFor(process, killed, least);
      if (kill == 0) {
        aSecondJobIsToldOf(process, killed);
      }
      kill(process, random.nextInt(15));
      assertFalse(
          Files.exists(killed.resolve("manifest.json")),
          "killed too late: " + Files.readString(folder.resolve("log.txt")));
    }
    long found = artifacts(killed);
    assertTrue(found >= KILLS && found < CASES, found + " artifacts survived");

    finish(killed);

    assertEquals(published(undisturbed), published(killed));
    String job = Files.readString(killed.resolve("job.json"));
    assertTrue(job.contains("\"cases_reused\" : " + found), job);
    assertEquals("", Files.readString(killed.resolve(".lock")), "a killed holder holds nothing");
    theOldManifestStandsUntilTheNewOneIsWhole(undisturbed, killed);
  }

  /** The second night: some cases are new, changed or gone, and the job is killed again. */
  private void theOldManifestStandsUntilTheNewOneIsWhole(Path undisturbed, Path killed)
      throws Exception {
    data.remove(0);
    for (int index = 1; index < 12; index++) {
      data.write(index, CASES + index);
    }
    List<String> before = published(killed);
    Process process = start(killed);
    waitFor(process, killed, CASES + 2);
    kill(process, 0);
    assertEquals(before, published(killed));

    finish(undisturbed);
    finish(killed);

    assertEquals(published(undisturbed), published(killed));
    assertTrue(published(killed).get(0).contains("\"removed\""));
  }

  /** What readers see, the manifest first; paths do not differ as the input is the same. */
  private static List<String> published(Path output) throws IOException {
    return List.of(
        Files.readString(output.resolve("manifest.json")),
        Files.readString(output.resolve("summary.txt")),
        Files.readString(output.resolve("failed-cases.csv")));
  }
}
