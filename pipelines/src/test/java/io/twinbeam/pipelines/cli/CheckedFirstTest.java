package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.transforms.gcs.FakeStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands tell before they do anything: all that is wrong, and nothing is left behind. */
final class CheckedFirstTest {

  @TempDir private static Path folder;

  private static Path file;
  private static Path run;
  private static Path scans;

  @BeforeAll
  static void runOnce() throws IOException {
    PhantomFolder phantoms = new PhantomFolder(folder.resolve("scans"), new GridShape(24, 24, 20));
    for (int index = 0; index < 4; index++) {
      phantoms.write(index, 20 + index);
    }
    scans = phantoms.path();
    String yaml =
        TinyExperiment.YAML
            .replace("[supervised, dual-uncertainty]", "[supervised]")
            .replaceFirst(
                "phantom: .*", "folder: " + scans + "\n  classes: {ball: [1], shell: [2]}");
    file = Files.writeString(folder.resolve("tiny.yaml"), yaml);
    run =
        CommandRun.of("run", file.toString(), "--workspace=" + folder.resolve("work")).directory();
  }

  /** All files and folders with what changes where they do. */
  private static Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        FileTime changed = Files.getLastModifiedTime(path);
        // Trying to write to a folder changes its time.
        tree.put(
            path.toString(),
            Files.isDirectory(path) ? "folder" : Files.size(path) + " bytes of " + changed);
      }
    }
    return tree;
  }

  private static CommandRun assertLeavesNothing(String... command) throws IOException {
    Map<String, String> before = tree();
    CommandRun told = CommandRun.of(command);
    assertEquals(0, told.status(), told.err());
    assertTrue(told.out().contains("flowchart TD"), told.out());
    assertEquals(before, tree(), String.join(" ", command));
    return told;
  }

  @Test
  void aDryRunLeavesNothing() throws IOException {
    Path fresh = folder.resolve("fresh/deep");
    assertLeavesNothing("run", file.toString(), "--workspace=" + fresh, "--dryRun");
    assertLeavesNothing(
        "preprocess", "--input=" + scans, "--output=" + fresh, "--recipe=default", "--dryRun");
    assertLeavesNothing(
        "preprocess", "--input=" + scans, "--output=" + fresh, "--recipe=auto", "--dryRun");
    assertLeavesNothing("evaluate", "--run=" + run, "--data=" + scans, "--dryRun");
    assertLeavesNothing(
        "evaluate",
        "--run=" + run,
        "--data=" + scans,
        "--output=" + fresh,
        "--workspace=" + folder.resolve("elsewhere"),
        "--dryRun");
    CommandRun labels =
        assertLeavesNothing(
            "pseudo-label",
            "--run=" + run,
            "--data=" + scans,
            "--output=" + fresh,
            "--workspace=" + folder.resolve("elsewhere"),
            "--dryRun");
    assertTrue(labels.out().contains("4 pseudo-labels of supervised"), labels.out());
  }

  @Test
  void aDryLaunchLeavesNothingAndReadsWhatOptionsOfBeamSay() throws IOException {
    assertLeavesNothing(
        "launch",
        "train",
        "--target=flink",
        "--experimentFile=" + file,
        "--workspace=" + folder.resolve("fresh"),
        "--dryRun",
        "--",
        "--targetParallelism=3");
    try (FakeStorage ours = FakeStorage.startForProcess();
        FakeStorage beams = FakeStorage.start()) {
      ours.putAll(scans, "in");
      beams.putAll(scans, "in");
      String bucket = "gs://" + FakeStorage.BUCKET;
      int before = ours.names().size();
      CommandRun told =
          CommandRun.of(
              "launch",
              "preprocess",
              "--target=dataflow",
              "--input=" + bucket + "/in",
              "--output=" + bucket + "/out",
              "--recipe=default",
              "--dryRun",
              "--",
              "--gcsEndpoint=" + beams.endpoint() + "/storage/v1/");
      assertEquals(0, told.status(), told.err());
      assertTrue(told.out().contains("4 of the first 4 cases pass"), told.out());
      assertEquals(before, ours.names().size());
      assertFalse(beams.requests().isEmpty(), "Beam's own endpoint was not asked");
    }
  }

  private static void assertTold(CommandRun refused, String... parts) {
    assertEquals(Twinbeam.USAGE, refused.status(), refused.out());
    for (String part : parts) {
      assertTrue(refused.err().contains(part), part + " in\n" + refused.err());
    }
  }

  @Test
  void allMistakesOfARunAreToldAtOnce() throws IOException {
    Map<String, String> before = tree();
    assertTold(
        CommandRun.of(
            "run",
            file.toString(),
            "--device=gpu:99",
            "--initialWeights=c=x,a=" + folder.resolve("none.safetensors"),
            "--workspace=" + scans.resolve("work"),
            "--maxFailed=lots",
            "--noSuchOption=1"),
        "--device: device gpu:99 is absent",
        "the network must be a or b, is c",
        "none.safetensors",
        "which is read as a whole",
        "--maxFailed",
        "--noSuchOption");
    assertEquals(before, tree());
  }

  @Test
  void allMistakesOfAnEvaluationAreToldAtOnce() throws IOException {
    Map<String, String> before = tree();
    String[] wrong = {
      "evaluate",
      "--run=" + folder.resolve("no-run"),
      "--data=" + folder.resolve("nowhere"),
      "--device=gpu:99",
      "--output=" + file.resolve("below-a-file"),
      "--maxFailed=lots"
    };
    assertTold(CommandRun.of(wrong), "--run", "--data", "--device", "--output", "--maxFailed");
    wrong[1] = "--run=" + run;
    wrong[2] = "--data=" + scans;
    wrong[4] = "--output=" + scans.resolve("results");
    assertTold(
        CommandRun.of(wrong), "--output: ", "which is read as a whole", "--device", "--maxFailed");
    assertEquals(before, tree());
  }

  @Test
  void allMistakesOfAPseudoLabellingAreToldAtOnce() throws IOException {
    Map<String, String> before = tree();
    String[] wrong = {
      "pseudo-label",
      "--run=" + run,
      "--data=" + folder.resolve("nowhere"),
      "--output=" + run,
      "--device=cpu",
      "--share=2",
      "--onAlarm=ignore",
      "--noSuchOption=1"
    };
    assertTold(
        CommandRun.of(wrong), "--data", "--output", "--share", "--onAlarm", "--noSuchOption");
    wrong[2] = "--data=" + scans;
    wrong[7] = "--seed=7";
    assertTold(CommandRun.of(wrong), "--output", "--share", "choose one by --method");
    assertEquals(before, tree());
  }
}
