package io.twinbeam.transforms.train;

import static io.twinbeam.transforms.train.TrainSegmenterTest.keyed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.network.Safetensors;
import io.twinbeam.transforms.ImportedWeights;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.train.TrainSegmenterTest.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that start from the weights of another one. */
final class InitialWeightsTrainingTest {

  private static final RunName RUN = new RunName("supervised", 3);
  private static final RunName TAUGHT = new RunName("mean-teacher", 3);
  private static final String PROBE = "out_conv.weight";

  // So small that a step hardly moves a weight.
  private static final double STANDING_STILL = 1e-8;

  /** Weights of both networks after one step with another seed. */
  private static byte[] otherA;

  private static byte[] otherB;

  @TempDir private static Path other;
  @TempDir private Path folder;

  private ArtifactStore store;

  @BeforeEach
  void prepare() throws IOException {
    if (otherA == null) {
      RunName name = new RunName("supervised", 99);
      TrainSegmenter segmenter =
          TrainSegmenter.of(
              SmallData.workspaceAt(other), Map.of(name, SmallRuns.settings(name, 1, 1)));
      TrainedRun run = trained(TrainSegmenterTest.train(segmenter, keyed(name, SmallData.split())));
      otherA = bytes(ArtifactStore.at(other.toString()), run, TrainedRun.NETWORK_A);
      otherB = bytes(ArtifactStore.at(other.toString()), run, TrainedRun.NETWORK_B);
    }
    store = ArtifactStore.at(SmallData.workspaceAt(folder));
  }

  private static TrainedRun trained(Outcome outcome) {
    assertEquals(1, outcome.trained().size(), () -> "failed: " + outcome.failed());
    return outcome.trained().get(0);
  }

  private static byte[] bytes(ArtifactStore store, TrainedRun run, String file) throws IOException {
    return store.read(store.get(run.weights()), file);
  }

  private Optional<ArtifactRef> imported(byte[] weights) throws IOException {
    return Optional.of(ImportedWeights.network(store, weights).ref());
  }

  private Outcome train(RunName run, int steps, double learningRate, InitialArtifacts start) {
    return TrainSegmenterTest.train(
        TrainSegmenter.of(
                folder.toString(), Map.of(run, SmallRuns.settings(run, steps, 1, learningRate)))
            .withInitialWeights(start),
        keyed(run, SmallData.split()));
  }

  private float[] probe(Outcome outcome, String file) throws IOException {
    return probe(bytes(store, trained(outcome), file));
  }

  private static float[] probe(byte[] weights) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(weights)).tensors().get(PROBE).values();
  }

  private static double distance(float[] first, float[] second) {
    double largest = 0;
    for (int i = 0; i < first.length; i++) {
      largest = Math.max(largest, Math.abs(first[i] - second[i]));
    }
    return largest;
  }

  @Test
  void eachNetworkStartsFromWhatIsGivenForItAndFromFreshWeightsElse() throws IOException {
    Outcome fresh = train(RUN, 1, STANDING_STILL, InitialArtifacts.NONE);
    Outcome started =
        train(RUN, 1, STANDING_STILL, new InitialArtifacts(Optional.empty(), imported(otherB)));

    assertTrue(distance(probe(otherB), probe(started, TrainedRun.NETWORK_B)) < 1e-5);
    assertTrue(distance(probe(otherB), probe(fresh, TrainedRun.NETWORK_B)) > 1e-2);
    assertTrue(
        distance(probe(fresh, TrainedRun.NETWORK_A), probe(started, TrainedRun.NETWORK_A)) < 1e-5);
  }

  @Test
  void aTeacherStartsAsItsStudentDoesWhateverIsGivenForIt() throws IOException {
    Outcome started =
        train(TAUGHT, 1, STANDING_STILL, new InitialArtifacts(imported(otherA), imported(otherB)));
    assertTrue(distance(probe(otherA), probe(started, TrainedRun.NETWORK_A)) < 1e-5);
    assertTrue(distance(probe(otherA), probe(started, TrainedRun.NETWORK_B)) < 1e-5);

    Outcome again =
        train(TAUGHT, 1, STANDING_STILL, new InitialArtifacts(imported(otherA), Optional.empty()));
    assertEquals(1, again.stepsReused(), "what is not heeded makes no other run");
  }

  @Test
  void aRunGoesOnFromItsCheckpointAndNotFromItsInitialWeights() throws IOException {
    InitialArtifacts start = new InitialArtifacts(imported(otherA), imported(otherB));
    Outcome uninterrupted = train(RUN, 3, 0.01, start);
    assertNotEquals(
        trained(uninterrupted).content(),
        trained(train(RUN, 3, 0.01, InitialArtifacts.NONE)).content());

    store.remove(trained(uninterrupted).weights());
    store.remove(start.networkA().orElseThrow()); // Whoever reads them again fails.
    store.remove(start.networkB().orElseThrow());
    Outcome resumed = train(RUN, 3, 0.01, start);

    assertEquals(2, resumed.stepsReused());
    assertEquals(1, resumed.stepsTrained());
    assertEquals(trained(uninterrupted), trained(resumed));
  }

  @Test
  void weightsThatAreGoneStopThePipelineAndAreNotReplacedByFreshOnes() {
    InitialArtifacts gone =
        new InitialArtifacts(Optional.of(ImportedWeights.networkRef("ab")), Optional.empty());
    Pipeline.PipelineExecutionException stopped =
        assertThrows(Pipeline.PipelineExecutionException.class, () -> train(RUN, 1, 0.01, gone));
    assertTrue(
        stopped.getMessage().contains("is no longer in the workspace; run again to make it"),
        stopped.getMessage());
  }

  @Test
  void equalBytesAreOneArtifactAndOthersAnother() throws IOException {
    assertEquals(imported(otherA), imported(otherA.clone()));
    assertNotEquals(imported(otherA), imported(otherB));
    assertNotEquals(
        imported(otherA).orElseThrow(), ImportedWeights.pair(store, otherA, otherB).ref());
  }
}
