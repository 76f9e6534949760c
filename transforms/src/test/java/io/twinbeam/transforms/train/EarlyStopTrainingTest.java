package io.twinbeam.transforms.train;

import static io.twinbeam.transforms.train.TrainSegmenterTest.keyed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Norm;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.train.TrainSegmenterTest.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose weights hardly move, so that no segment is better than the first: with a patience of
 * two segments it ends after the third, of eight.
 */
final class EarlyStopTrainingTest {

  private static final RunName RUN = new RunName("supervised", 3);
  private static final EarlyStop STOP =
      new EarlyStop(2, new InferenceSettings(SmallRuns.PATCH, SmallRuns.PATCH, 2));

  /** Without running statistics, which would move whatever the learning rate. */
  private static final RunSettings STILL = still();

  private static RunSettings still() {
    RunSettings settings = SmallRuns.settings(RUN, 8, 1, 1e-30);
    NetworkSpec a = SmallRuns.A.withNorm(Norm.NONE);
    NetworkSpec b = SmallRuns.B.withNorm(Norm.NONE);
    return RunSettings.of(RUN.seed(), a, b, settings.method(), settings.training());
  }

  @TempDir private static Path finished;
  @TempDir private Path folder;

  private static Outcome ended;

  private ArtifactStore store;

  private static List<SplitCase> cases() {
    List<PreprocessedCase> all = SmallData.cases();
    return List.of(
        new SplitCase(CaseRole.LABELLED, all.get(0)),
        new SplitCase(CaseRole.UNLABELLED, all.get(1)),
        new SplitCase(CaseRole.VALIDATION, all.get(2)),
        new SplitCase(CaseRole.VALIDATION, all.get(3)));
  }

  private static Outcome train(Path workspace, List<KV<String, SplitCase>> cases) {
    return TrainSegmenterTest.train(
        TrainSegmenter.of(workspace.toString(), Map.of(RUN, STILL))
            .withEarlyStop(Optional.of(STOP)),
        cases);
  }

  private Outcome train() {
    return train(folder, keyed(RUN, cases()));
  }

  private static ArtifactRef checkpoint(int segment) {
    return new RunChain(STILL, InitialArtifacts.NONE, Optional.of(STOP), cases())
        .checkpoint(segment)
        .ref();
  }

  @BeforeEach
  void copyTheRunThatEnded() {
    if (ended == null) {
      SmallData.workspaceAt(finished);
      ended = train(finished, keyed(RUN, cases()));
    }
    SmallData.copy(finished, folder);
    store = ArtifactStore.at(folder.toString());
  }

  private static void assertSameEnd(Outcome outcome) {
    assertEquals(List.of(), outcome.failed());
    assertEquals(ended.trained(), outcome.trained());
    assertEquals(ended.log().size(), outcome.log().size());
    assertEquals(new HashSet<>(ended.log()), new HashSet<>(outcome.log()));
  }

  @Test
  void aRunEndsOncePatienceIsOverWithItsEarliestBestCheckpoint() throws IOException {
    assertEquals(3, ended.stepsTrained());
    assertEquals(checkpoint(1), ended.trained().get(0).weights());
    assertEquals(
        new TreeSet<>(List.of(0L, 1L, 2L)),
        new TreeSet<>(
            ended.log().stream()
                .filter(row -> row.term().equals(StepLog.VALIDATION_DICE))
                .map(TrainingRecord::step)
                .toList()));
    for (int segment = 1; segment <= 3; segment++) {
      assertTrue(store.find(checkpoint(segment)).isPresent(), "the best one and the last two");
    }
  }

  @Test
  void aRunThatEndedIsNotGoneOnWith() {
    Outcome again = train();
    assertEquals(0, again.stepsTrained());
    assertEquals(3, again.stepsReused());
    assertSameEnd(again);
  }

  @Test
  void aRunThatWasCutOffComesToTheSameEnd() throws IOException {
    store.remove(checkpoint(3));
    store.remove(checkpoint(2));
    Outcome resumed = train();
    assertEquals(2, resumed.stepsTrained());
    assertEquals(1, resumed.stepsReused());
    assertSameEnd(resumed);
  }

  @Test
  void aRunWhoseBestCheckpointIsLostIsTrainedAgainToTheSameEnd() throws IOException {
    store.remove(checkpoint(1));
    Outcome again = train();
    assertEquals(0, again.stepsReused());
    assertSameEnd(again);
    assertTrue(store.find(checkpoint(1)).isPresent());
  }

  @Test
  void neitherOrderNorRepeatsChangeTheEnd() {
    List<KV<String, SplitCase>> cases = new ArrayList<>(keyed(RUN, cases()));
    cases.addAll(keyed(RUN, cases().subList(1, 4)));
    Collections.reverse(cases);
    assertSameEnd(train(Path.of(SmallData.workspaceAt(folder.resolve("other"))), cases));
  }

  @Test
  void withoutEarlyStopTheSameRunGoesToItsLastStep() {
    List<SplitCase> training = cases().subList(0, 2);
    Outcome whole =
        TrainSegmenterTest.train(
            TrainSegmenter.of(folder.toString(), Map.of(RUN, STILL))
                .withEarlyStop(Optional.empty()),
            keyed(RUN, training));
    assertEquals(8, whole.stepsTrained());
    assertFalse(whole.log().stream().anyMatch(row -> row.term().equals(StepLog.VALIDATION_DICE)));
  }

  @Test
  void aRunWithoutValidationCasesFailsByNameBeforeItTrains() {
    Outcome outcome = train(folder, keyed(RUN, cases().subList(0, 2)));
    assertEquals(List.of(), outcome.trained());
    assertEquals(0, outcome.stepsTrained());
    String message = outcome.failed().get(0).message();
    assertTrue(message.contains("needs at least one validation case, got none"), message);
  }
}
