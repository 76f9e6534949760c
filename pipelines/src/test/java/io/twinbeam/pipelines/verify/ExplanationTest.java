package io.twinbeam.pipelines.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.verify.Comparison.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons of two records, and what is told of them. */
final class ExplanationTest {

  private static final String ID = "0123456789ab";

  @TempDir private Path folder;

  private final SampleRecord run = new SampleRecord();
  private final SampleRecord rerun = new SampleRecord();

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectory(folder.resolve("run"));
    Files.createDirectory(folder.resolve("rerun"));
  }

  private RunRecord recorded() throws IOException {
    return run.in(folder.resolve("run"));
  }

  private RunRecord again() throws IOException {
    return rerun.in(folder.resolve("rerun"));
  }

  private Comparison comparison() throws IOException {
    return Comparison.of(recorded(), again());
  }

  /** What is said of the earliest stage that differs. */
  private List<String> causes(String idHere) throws IOException {
    Comparison comparison = comparison();
    return new Explanation(recorded(), again(), idHere)
        .of(comparison, comparison.earliest().orElseThrow());
  }

  @Test
  void equalRecordsAreTheSame() throws IOException {
    assertTrue(comparison().same());
    assertEquals(Optional.empty(), comparison().earliest());
  }

  @Test
  void everyOutcomeIsToldAndTheEarliestStageNamed() throws IOException {
    rerun.results.put("metrics.csv", "other");
    rerun.results.put("predictions/supervised-seed1/p1.nii.gz", "new");
    rerun.results.remove("weights/supervised-seed1-a.safetensors");

    Comparison comparison = comparison();

    assertEquals(1, comparison.count(RunStage.METRICS, Outcome.DIFFERS));
    assertEquals(1, comparison.count(RunStage.PREDICTIONS, Outcome.ADDITIONAL));
    assertEquals(1, comparison.count(RunStage.PREDICTIONS, Outcome.SAME));
    assertEquals(1, comparison.count(RunStage.WEIGHTS, Outcome.MISSING));
    assertEquals(Optional.of(RunStage.WEIGHTS), comparison.earliest());
  }

  @Test
  void aRunThatDidNotRecordPreprocessedCasesIsComparedWithoutThem() throws IOException {
    run.json.remove("preprocessed");
    assertTrue(comparison().same());
  }

  @Test
  void otherVersionsExplain() throws IOException {
    rerun.preprocessed.put("p0", "other");
    rerun.versions.put("java", "21.0.2");
    rerun.versions.put("twinbeam", "0.2.0");

    assertEquals(
        List.of("java: 17.0.1 in the run, 21.0.2 here", "twinbeam: 0.1.0 in the run, 0.2.0 here"),
        causes("anotherId"));
  }

  @Test
  void theInstructionsOfAnotherCpuExplainWeights() throws IOException {
    rerun.results.put("training.csv", "other");
    rerun.platform.put("cpuFeatures", "avx2 avx_vnni sse2");

    assertEquals(List.of("cpuFeatures: avx512f only in the run, avx_vnni only here"), causes(ID));
  }

  @Test
  void anotherCpuDoesNotExplainPreprocessing() throws IOException {
    rerun.preprocessed.put("p0", "other");
    rerun.platform.put("cpuFeatures", "sse2");

    List<String> causes = causes(ID);
    assertEquals(1, causes.size(), causes.toString());
    assertTrue(causes.get(0).startsWith("nothing that run.json records"), causes.toString());
  }

  @Test
  void otherThreadsAndAnotherDeviceExplainWeights() throws IOException {
    rerun.results.put("training.csv", "other");
    rerun.platform.put("threads", 2);
    rerun.versions.put("engine", "PyTorch 2.7.1 gpu");

    assertEquals(
        List.of(
            "engine: PyTorch 2.7.1 cpu in the run, PyTorch 2.7.1 gpu here",
            "threads: 1 in the run, 2 here"),
        causes(ID));
  }

  @Test
  void otherDataExplain() throws IOException {
    rerun.data.put("p0", List.of("other", "b0"));
    rerun.data.remove("p1");
    rerun.data.put("p2", List.of("a2", "b2"));
    rerun.versions.put("java", "21.0.2");

    assertEquals(
        List.of(
            "data: of the run's images and label maps 1 have other bytes here and 1 are missing;"
                + " 2 are new"),
        causes(ID));
  }

  @Test
  void aCaseThatFailsOnlyHereIsADifferenceOfPreprocessingAndItsReasonIsTold() throws IOException {
    rerun.data.remove("p1");
    rerun.preprocessed.remove("p1");
    Files.writeString(
        folder.resolve("rerun/failed-cases.csv"),
        "case_id,stage,error,message\np1,read,IO,the disk is full\n");

    Comparison comparison = comparison();

    assertEquals(Optional.of(RunStage.PREPROCESSING), comparison.earliest());
    assertEquals(1, comparison.count(RunStage.PREPROCESSING, Outcome.MISSING));
    assertEquals(List.of("case p1 failed here, read: the disk is full"), causes(ID));
  }

  @Test
  void aRecordThatWasChangedWithoutEffectIsTold() throws IOException {
    List<String> changes = new Explanation(recorded(), again(), "ba9876543210").changes();
    assertEquals(1, changes.size(), changes.toString());
    assertTrue(changes.get(0).startsWith("run ID: run.json records " + ID), changes.toString());
  }

  @Test
  void settingsThatGiveAnotherIdAreTold() throws IOException {
    rerun.results.put("training.csv", "other");

    List<String> causes = causes("ba9876543210");
    assertEquals(1, causes.size(), causes.toString());
    assertTrue(causes.get(0).startsWith("run ID: run.json records " + ID), causes.toString());
  }

  @Test
  void whatTheRunDidNotRecordIsNoChange() throws IOException {
    rerun.platform.put("cpu", "known now");
    assertEquals(List.of(), new Explanation(recorded(), again(), ID).changes());
  }
}
