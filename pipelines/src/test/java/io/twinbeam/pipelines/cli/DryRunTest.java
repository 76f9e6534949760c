package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that tell what they would do. */
final class DryRunTest {

  @TempDir private static Path folder;

  private static Path file;
  private static Path scans;

  @BeforeAll
  static void write() throws IOException {
    file = Files.writeString(folder.resolve("tiny.yaml"), TinyExperiment.YAML);
    PhantomFolder phantoms = new PhantomFolder(folder.resolve("scans"), new GridShape(24, 24, 20));
    for (int index = 0; index < 3; index++) {
      phantoms.write(index, 20 + index);
    }
    Files.write(phantoms.path().resolve("images/a-torn.nii.gz"), new byte[] {31, -117, 8, 0, 0});
    scans = phantoms.path();
  }

  @Test
  void anExperimentTellsItsPlanItsDemandAndItsGraphAndDoesNothing() throws IOException {
    Path workspace = folder.resolve("untouched");
    CommandRun told = CommandRun.of("run", file.toString(), "--workspace=" + workspace, "--dryRun");
    assertEquals(0, told.status(), told.err());
    String out = told.out();
    assertTrue(out.contains("Dry run of experiment tiny; nothing is launched."), out);
    assertTrue(out.contains("phantoms: 6 cases, 6 with a label map; 0 inputs"), out);
    assertTrue(out.contains("5 of the first 5 cases pass the geometry gate"), out);
    assertTrue(out.contains("2: "), out);
    assertTrue(out.matches("(?s).* {2}disk +\\d.*for 6 preprocessed cases.*"), out);
    assertTrue(out.matches("(?s).* {2}memory +\\d.* of heap.*"), out);
    assertTrue(out.matches("(?s).* {2}shuffle +\\d.* elements.*"), out);
    assertTrue(out.matches("(?s).* {2}duration +\\d.*training 1 run of supervised \\d.*"), out);
    assertTrue(out.contains("  ReadCases -> PreprocessCases"), out);
    assertTrue(out.contains("  TrainSegmenter -> PseudoLabelCases"), out);
    assertTrue(out.contains("  PredictEvaluatedCases -> EvaluateCases"), out);
    assertTrue(out.matches("(?s).*flowchart TD\n  s0\\[\"ReadCases\"].* --> .*"), out);
    assertFalse(out.contains("WriteMetrics"), "tables hide the method");
    assertFalse(Files.exists(workspace));
  }

  @Test
  void preprocessingTellsWhatItCannotUse() throws IOException {
    Path output = folder.resolve("job");
    CommandRun told =
        CommandRun.of(
            "preprocess", "--input=" + scans, "--output=" + output, "--recipe=default", "--dryRun");
    assertEquals(0, told.status(), told.err());
    assertTrue(told.out().contains("3 of the first 4 cases pass"), told.out());
    assertTrue(told.out().contains("a-torn: "), told.out());
    assertFalse(Files.exists(output));
  }

  @Test
  void aDataSetOfWhichNothingCanBeUsedFails() throws IOException {
    Path torn = Files.createDirectories(folder.resolve("torn/images"));
    Files.write(torn.resolve("x.nii.gz"), new byte[] {31, -117, 8, 0, 0});
    CommandRun told =
        CommandRun.of(
            "preprocess",
            "--input=" + torn.getParent(),
            "--output=" + folder.resolve("nothing"),
            "--recipe=default",
            "--dryRun");
    assertEquals(Twinbeam.FAILED, told.status(), told.err());
    assertTrue(told.out().contains("none of the first 1 cases can be used"), told.out());
  }

  @Test
  void allThatIsWrongIsToldAtOnce() throws IOException {
    Path occupied = Files.writeString(folder.resolve("occupied"), "");
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yaml"), TinyExperiment.YAML.replace("steps: 4", "steps: none"));
    CommandRun told =
        CommandRun.of(
            "run",
            wrong.toString(),
            "--dryRun",
            "--maxFailed=lots",
            "--noSuchOption=1",
            "--workspace=" + occupied);
    assertEquals(Twinbeam.USAGE, told.status());
    for (String one : List.of("--maxFailed", "--noSuchOption", "--workspace", "training.steps")) {
      assertTrue(told.err().contains(one), one + " in " + told.err());
    }
    CommandRun preprocessing =
        CommandRun.of(
            "preprocess",
            "--input=" + folder.resolve("nowhere"),
            "--output=" + occupied,
            "--recipe=default",
            "--maxVoxels=0");
    assertEquals(Twinbeam.USAGE, preprocessing.status());
    for (String one : List.of("--input", "--output", "--maxVoxels")) {
      assertTrue(preprocessing.err().contains(one), one + " in " + preprocessing.err());
    }
  }
}
