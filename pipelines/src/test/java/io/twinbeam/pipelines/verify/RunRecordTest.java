package io.twinbeam.pipelines.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunRecordTest {

  @TempDir private Path folder;

  private final SampleRecord sample = new SampleRecord();

  private void assertRefused(String reason) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> sample.in(folder)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void everyDigestIsListedInTheOrderOfTheRun() throws IOException {
    assertEquals(
        List.of(
            "DATA p0 image",
            "DATA p0 label",
            "DATA p1 image",
            "PREPROCESSING p0",
            "PREPROCESSING p1",
            "SPLIT cases.csv",
            "WEIGHTS training.csv",
            "WEIGHTS weights/supervised-seed1-a.safetensors",
            "PREDICTIONS predictions/supervised-seed1/p0.nii.gz",
            "METRICS metrics.csv"),
        sample.in(folder).digests(Set.of()).keySet().stream()
            .map(item -> item.stage() + " " + item.name())
            .toList());
  }

  @Test
  void pseudoLabelsAndTheirTableAreOfTheirStage() {
    assertEquals(
        List.of(RunStage.PREDICTIONS, RunStage.PREDICTIONS, RunStage.METRICS, RunStage.METRICS),
        Stream.of(
                "pseudo-labels.csv", "pseudo-labels/r/p.nii.gz", "summary.json", "failed-cases.csv")
            .map(RunStage::of)
            .toList());
  }

  @Test
  void aRunOfAnEarlierBuildIsNamedByItsFolder() throws IOException {
    sample.json.remove("runId");
    assertEquals(folder.getFileName().toString(), sample.in(folder).runId());
  }

  @Test
  void whatIsNoJsonIsRefused() throws IOException {
    Files.writeString(folder.resolve("run.json"), "{");
    String message =
        assertThrows(IllegalArgumentException.class, () -> RunRecord.read(new RunDirectory(folder)))
            .getMessage();
    assertTrue(message.contains("run.json: cannot read"), message);
  }

  @Test
  void aRecordWithoutResultsIsRefused() {
    sample.json.remove("results");
    assertRefused("has no results; name the directory of a finished run");
  }

  @Test
  void anEvaluationIsRefused() {
    sample.results.remove("training.csv");
    assertRefused("tells of no training; name a run, not an evaluation of one");
  }

  @Test
  void aNameThatLeadsOutOfTheWorkspaceIsRefused() {
    sample.json.put("runId", "../../elsewhere");
    assertRefused("names the run '../../elsewhere'; it must be 1 to 64 letters");
  }

  @Test
  void settingsOfAnotherBuildAreRefusedWithItsVersion() {
    ObjectNode experiment = (ObjectNode) CanonicalJson.tree(sample.determinedBy.get("experiment"));
    sample.determinedBy.put("experiment", experiment.put("ofTheFuture", 1));
    sample.versions.put("twinbeam", "9.9.9");
    assertRefused("use the Twinbeam that wrote it, version 9.9.9");
  }
}
