package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code export} refuses, of a run of two methods and two seeds of which one failed. */
final class ExportRefusalsTest {

  private static final List<String> TRAINED =
      List.of("supervised-seed1", "supervised-seed2", "dual-uncertainty-seed1");

  @TempDir private Path folder;

  private Path run;

  @BeforeEach
  void recordARun() throws IOException {
    run = Files.createDirectories(folder.resolve("run"));
    Object experiment =
        ExperimentFile.parse(TinyExperiment.YAML.replace("seeds: [1]", "seeds: [1, 2]"), "tiny");
    Files.writeString(
        run.resolve("run.json"),
        CanonicalJson.write(Map.of("determinedBy", Map.of("experiment", experiment))));
    Path weights = Files.createDirectories(run.resolve("weights"));
    for (String runId : TRAINED) {
      Files.createFile(weights.resolve(runId + "-a.safetensors"));
    }
  }

  private String refusal(String... options) {
    String[] arguments = new String[2 + options.length];
    arguments[0] = "export";
    arguments[1] = "--run=" + run;
    System.arraycopy(options, 0, arguments, 2, options.length);
    CommandRun ran = CommandRun.of(arguments);
    assertEquals(2, ran.status(), ran.err());
    assertFalse(ran.err().contains("\tat "), "no stack trace: " + ran.err());
    return ran.err();
  }

  private String output() {
    return "--output=" + folder.resolve("w.safetensors");
  }

  @Test
  void whatIsAmbiguousIsListedWithTheRunsThatFailed() {
    assertEquals(
        """
        --method and --seed must say which of these to export:
          --method=dual-uncertainty --seed=1
          --method=dual-uncertainty --seed=2 (failed, no weights)
          --method=supervised --seed=1
          --method=supervised --seed=2
        """,
        refusal(output()));
  }

  @Test
  void oneOptionMayLeaveItAmbiguous() {
    assertEquals(
        """
        --method and --seed must say which of these to export:
          --method=dual-uncertainty --seed=1
          --method=supervised --seed=1
        """,
        refusal(output(), "--seed=1"));
  }

  @Test
  void whatIsNotThereIsAnsweredWithWhatIs() {
    String unknown = refusal(output(), "--method=magic");
    assertTrue(unknown.startsWith("--method and --seed must name what is there:\n"), unknown);
    assertEquals(5, unknown.lines().count(), unknown);
    assertEquals(unknown, refusal(output(), "--method=supervised", "--seed=3"));
  }

  @Test
  void aRunThatFailedHasNoWeightsAndSaysWhere() {
    String failed = refusal(output(), "--method=dual-uncertainty", "--seed=2");
    assertTrue(failed.contains("dual-uncertainty-seed2-a.safetensors"), failed);
    assertTrue(failed.contains("failed-cases.csv says why"), failed);
  }

  @Test
  void aFolderThatIsNotThereIsNotMade() {
    Path absent = folder.resolve("absent");
    String refused = refusal("--output=" + absent.resolve("w.safetensors"));
    assertEquals("--output: folder " + absent + " does not exist; make it first\n", refused);
    assertTrue(Files.notExists(absent));
  }

  @Test
  void theOutputIsAFileOutsideTheRunDirectory() {
    assertTrue(refusal("--output=" + folder).contains("must be a file, "));
    String inside = refusal("--output=" + run.resolve("weights/w.safetensors"));
    assertTrue(inside.startsWith("--output must lie outside the run directory, is "), inside);
  }

  @Test
  void thereAreTwoNetworks() {
    assertEquals("--network must be a or b, is c\n", refusal(output(), "--network=c"));
  }

  @Test
  void aFolderWithoutRunJsonIsNoRun() throws IOException {
    Files.delete(run.resolve("run.json"));
    assertTrue(refusal(output()).contains("run.json does not exist"));
  }

  @Test
  void everyOptionIsDocumented() throws IOException {
    String doc = Files.readString(Path.of("..", "docs", "weights.md"));
    for (CommandLine.Model.OptionSpec option :
        new CommandLine(new ExportCommand()).getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        String value = option.defaultValue() == null ? option.paramLabel() : option.defaultValue();
        String cell = "| `" + option.longestName() + "=" + value + "` | ";
        assertTrue(doc.contains(cell), cell);
      }
    }
  }
}
