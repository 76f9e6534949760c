package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainSegmenterTest {

  private static final RunName DUAL = new RunName("dual-uncertainty", 3);
  private static final RunName PLAIN = new RunName("supervised", 3);
  private static final int STEPS = 5;
  private static final int SEGMENT = 2;
  private static final int FIVE_SEGMENTS = 1;

  /** What a run in a workspace of its own gives; made once, copied by tests that go on from it. */
  private static Outcome uninterrupted;

  @TempDir private static Path finished;
  @TempDir private Path folder;

  /** What came out of one pipeline. */
  record Outcome(
      List<TrainedRun> trained,
      List<TrainingRecord> log,
      List<FailedCase> failed,
      long stepsTrained,
      long stepsReused) {

    String weights() {
      assertEquals(1, trained.size(), () -> "failed: " + failed);
      return trained.get(0).content();
    }
  }

  static List<KV<String, SplitCase>> keyed(RunName run, List<SplitCase> cases) {
    return cases.stream().map(split -> KV.of(run.runId(), split)).toList();
  }

  private static Outcome train(
      String workspace, Map<RunName, RunSettings> runs, List<KV<String, SplitCase>> cases) {
    return train(TrainSegmenter.of(workspace, runs), cases);
  }

  static Outcome train(TrainSegmenter segmenter, List<KV<String, SplitCase>> cases) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(
                Create.of(cases)
                    .withCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class))))
            .apply(segmenter);
    Capture<TrainedRun> trained = Capture.of(outputs.get(TrainSegmenter.TRAINED));
    Capture<TrainingRecord> log = Capture.of(outputs.get(TrainSegmenter.LOG));
    Capture<FailedCase> failed = Capture.of(outputs.get(TrainSegmenter.FAILED));
    PipelineResult result = Capture.run(pipeline);
    return new Outcome(
        trained.elements(),
        log.elements(),
        failed.elements(),
        Capture.counter(result, TrainSegmenter.class, "steps_trained"),
        Capture.counter(result, TrainSegmenter.class, "steps_reused"));
  }

  private static Outcome trainDual(String workspace) {
    return train(
        workspace,
        Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT)),
        keyed(DUAL, SmallData.split()));
  }

  private static synchronized Outcome uninterrupted() {
    if (uninterrupted == null) {
      uninterrupted = trainDual(SmallData.workspaceAt(finished));
    }
    return uninterrupted;
  }

  /** A copy of the workspace of {@link #uninterrupted}. */
  private ArtifactStore copyOfFinished() throws IOException {
    uninterrupted();
    SmallData.copy(finished, folder);
    return ArtifactStore.at(folder.toString());
  }

  private List<Path> checkpoints() throws IOException {
    Path root = folder.resolve("artifacts/checkpoint");
    try (Stream<Path> all = Files.walk(root, 2)) {
      return all.filter(path -> root.relativize(path).getNameCount() == 2).toList();
    }
  }

  private static Path folderOf(Path workspace, ArtifactRef ref) {
    return workspace.resolve(
        "artifacts/checkpoint/" + ref.digest().substring(0, 2) + "/" + ref.digest());
  }

  @Test
  void aRunIsTrainedToItsEndAndItsWeightsAreKept() throws IOException {
    Outcome outcome = uninterrupted();
    assertEquals(List.of(), outcome.failed());
    assertEquals(STEPS, outcome.stepsTrained());
    assertEquals(0, outcome.stepsReused());
    TrainedRun run = outcome.trained().get(0);
    assertEquals(DUAL, run.run());
    assertEquals(List.of(SmallRuns.A, SmallRuns.B), run.networks());
    ArtifactStore store = ArtifactStore.at(finished.toString());
    Artifact weights = store.get(run.weights());
    byte[] networkB = store.read(weights, TrainedRun.NETWORK_B);
    assertFalse(Safetensors.read(new ByteArrayInputStream(networkB)).tensors().isEmpty());
  }

  @Test
  void everyStepIsLoggedOnce() throws IOException {
    List<TrainingRecord> log = uninterrupted().log();
    for (String term : List.of("total", "learningRate", "ramp", "crossEntropy.A", "dice.B")) {
      List<Long> steps =
          log.stream()
              .filter(r -> r.term().equals(term))
              .map(TrainingRecord::step)
              .sorted()
              .toList();
      assertEquals(List.of(0L, 1L, 2L, 3L, 4L), steps, term);
    }
    assertTrue(log.stream().allMatch(r -> r.run().equals(DUAL) && Double.isFinite(r.value())));
  }

  @Test
  void neitherOrderNorRepeatsNorTheWorkspaceChangeTheWeights() throws IOException {
    List<KV<String, SplitCase>> cases = new ArrayList<>(keyed(DUAL, SmallData.split()));
    cases.addAll(keyed(DUAL, SmallData.split().subList(1, 3)));
    Collections.reverse(cases);
    Outcome again =
        train(
            SmallData.workspaceAt(folder),
            Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT)),
            cases);
    assertEquals(STEPS, again.stepsTrained());
    assertEquals(uninterrupted().trained(), again.trained());
    assertEquals(asSet(uninterrupted().log()), asSet(again.log()));
  }

  private static Set<TrainingRecord> asSet(List<TrainingRecord> log) {
    Set<TrainingRecord> set = new HashSet<>(log);
    assertEquals(set.size(), log.size(), "no row twice");
    return set;
  }

  @Test
  void theLengthOfASegmentDoesNotChangeTheWeights() throws IOException {
    Outcome other =
        train(
            SmallData.workspaceAt(folder),
            Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, FIVE_SEGMENTS)),
            keyed(DUAL, SmallData.split()));
    assertEquals(uninterrupted().weights(), other.weights());
    assertEquals(asSet(uninterrupted().log()), asSet(other.log()));
    assertEquals(2, checkpoints().size(), "older checkpoints are cleared away");
  }

  @Test
  void aFinishedRunIsNotTrainedAgain() throws IOException {
    copyOfFinished();
    Outcome again = trainDual(folder.toString());
    assertEquals(0, again.stepsTrained());
    assertEquals(STEPS, again.stepsReused());
    assertEquals(uninterrupted().trained(), again.trained());
    assertEquals(asSet(uninterrupted().log()), asSet(again.log()));
  }

  @Test
  void anInterruptedRunGoesOnFromItsLastCheckpoint() throws IOException {
    ArtifactStore store = copyOfFinished();
    store.remove(uninterrupted().trained().get(0).weights());
    assertEquals(1, checkpoints().size());
    Outcome resumed = trainDual(folder.toString());
    assertEquals(4, resumed.stepsReused());
    assertEquals(1, resumed.stepsTrained());
    assertEquals(uninterrupted().trained(), resumed.trained());
    assertEquals(asSet(uninterrupted().log()), asSet(resumed.log()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network-a.safetensors",
        "optimizer-b.safetensors",
        "training-log.json",
        "artifact.json"
      })
  void aCorruptCheckpointIsRefusedAndTheOneBeforeItUsed(String file) throws IOException {
    copyOfFinished();
    ArtifactRef last = uninterrupted().trained().get(0).weights();
    Path path = folderOf(folder, last).resolve(file);
    byte[] content = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(content, content.length - 3));
    Outcome mended = trainDual(folder.toString());
    assertEquals(4, mended.stepsReused());
    assertEquals(1, mended.stepsTrained());
    assertEquals(uninterrupted().trained(), mended.trained());
  }

  @Test
  void otherCasesOrSettingsMakeAnotherRun() throws IOException {
    copyOfFinished();
    Outcome fewer =
        train(
            folder.toString(),
            Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT)),
            keyed(DUAL, SmallData.split().subList(0, 3)));
    assertEquals(STEPS, fewer.stepsTrained());
    assertNotEquals(uninterrupted().weights(), fewer.weights());
  }

  @Test
  void aDivergingRunFailsWhileOthersGoOnAsIfAlone() throws IOException {
    List<KV<String, SplitCase>> cases = new ArrayList<>(keyed(DUAL, SmallData.split()));
    cases.addAll(keyed(PLAIN, SmallData.split()));
    Outcome both =
        train(
            SmallData.workspaceAt(folder),
            Map.of(
                DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT),
                PLAIN, SmallRuns.settings(PLAIN, 20, 4, 1e30)),
            cases);
    assertEquals(uninterrupted().trained(), both.trained());
    FailedCase failed = both.failed().get(0);
    assertEquals(1, both.failed().size());
    assertEquals("supervised-seed3", failed.caseId());
    assertEquals("train", failed.stage());
    assertEquals(Fault.DIVERGED, failed.reason());
    assertTrue(failed.message().startsWith("supervised-seed3: step "), failed.message());
  }

  @Test
  void runsOfOnePipelineEqualRunsAlone() throws IOException {
    List<KV<String, SplitCase>> cases = new ArrayList<>(keyed(PLAIN, SmallData.split()));
    cases.addAll(keyed(DUAL, SmallData.split()));
    Map<RunName, RunSettings> plain = Map.of(PLAIN, SmallRuns.settings(PLAIN, 3, 1));
    Outcome alone =
        train(
            SmallData.workspaceAt(folder.resolve("alone")), plain, keyed(PLAIN, SmallData.split()));
    Outcome both =
        train(
            SmallData.workspaceAt(folder.resolve("both")),
            Map.of(PLAIN, plain.get(PLAIN), DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT)),
            cases);
    Set<String> expected = new TreeSet<>(List.of(alone.weights(), uninterrupted().weights()));
    Set<String> contents = new TreeSet<>();
    both.trained().forEach(run -> contents.add(run.content()));
    assertEquals(expected, contents);
  }

  @Test
  void aRunWithoutLabelledCasesIsAFailedRun() {
    List<SplitCase> unlabelled =
        SmallData.split().stream().filter(c -> c.role() == CaseRole.UNLABELLED).toList();
    Outcome outcome =
        train(
            SmallData.workspaceAt(folder),
            Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT)),
            keyed(DUAL, unlabelled));
    assertEquals(List.of(), outcome.trained());
    assertEquals(List.of(), outcome.log());
    FailedCase failed = outcome.failed().get(0);
    assertEquals(DUAL.runId(), failed.caseId());
    assertTrue(failed.message().contains("at least one labelled case"), failed.message());
  }

  @Test
  void noCasesGiveNoRuns() {
    Outcome outcome =
        train(folder.toString(), Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT)), List.of());
    assertEquals(new Outcome(List.of(), List.of(), List.of(), 0, 0), outcome);
  }

  @Test
  void aKeyThatIsNoRunStopsThePipelineAndNamesTheRuns() {
    Pipeline.PipelineExecutionException stopped =
        assertThrows(
            Pipeline.PipelineExecutionException.class,
            () ->
                train(
                    SmallData.workspaceAt(folder),
                    Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, SEGMENT)),
                    keyed(PLAIN, SmallData.split())));
    assertTrue(stopped.getMessage().contains("run 'supervised-seed3' must be one of"));
    assertTrue(stopped.getMessage().contains("dual-uncertainty-seed3"));
  }
}
