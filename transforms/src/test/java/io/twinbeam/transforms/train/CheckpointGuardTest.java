package io.twinbeam.transforms.train;

import static io.twinbeam.transforms.train.TrainSegmenterTest.keyed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.train.TrainSegmenterTest.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints are stored, and which are taken. */
final class CheckpointGuardTest {

  private static final RunName RUN = new RunName("supervised", 3);
  private static final RunName OTHER = new RunName("supervised", 4);
  private static final RunSettings SOUND = SmallRuns.settings(RUN, 6, 2);

  @TempDir private Path folder;

  private ArtifactStore store;

  @BeforeEach
  void prepare() {
    store = ArtifactStore.at(SmallData.workspaceAt(folder));
  }

  /** A run whose loss is finite up to step {@code step}, which multiplies the learning rate. */
  private static RunSettings spoiltAt(int step) {
    TrainingSettings sound = SOUND.training();
    TrainingSettings spoilt =
        new TrainingSettings(
            sound.steps(),
            sound.segmentSteps(),
            sound.labelledPerBatch(),
            sound.unlabelledPerBatch(),
            sound.batchesPerStep(),
            sound.patch(),
            sound.foregroundShare(),
            sound.optimizer().withDecay(List.of(step), 1e60),
            sound.augmentation(),
            sound.diagnoseEvery(),
            sound.hiddenLabels(),
            sound.threads(),
            sound.device());
    return new RunSettings(
        SOUND.seed(), SOUND.networkA(), SOUND.networkB(), SOUND.method(), spoilt);
  }

  private Outcome train(Map<RunName, RunSettings> runs) {
    List<KV<String, SplitCase>> cases = new ArrayList<>();
    runs.keySet().forEach(run -> cases.addAll(keyed(run, SmallData.split())));
    return TrainSegmenterTest.train(TrainSegmenter.of(folder.toString(), runs), cases);
  }

  private Path folderOf(ArtifactRef ref) {
    return folder.resolve("artifacts").resolve(ref.path());
  }

  @Test
  void aRunThatDivergesNamesTheStepAndItsLastGoodCheckpointHoweverOftenItIsTried()
      throws IOException {
    Map<RunName, RunSettings> runs =
        Map.of(RUN, spoiltAt(3), OTHER, SmallRuns.settings(OTHER, 6, 2));
    Outcome outcome = train(runs);

    assertEquals(List.of(OTHER), outcome.trained().stream().map(run -> run.run()).toList());
    assertEquals(1, outcome.failed().size());
    FailedCase failed = outcome.failed().get(0);
    assertEquals(Fault.DIVERGED, failed.reason());
    Artifact good = chain(spoiltAt(3)).segment(1);
    assertTrue(
        failed.message().startsWith("supervised-seed3: step 3: all that it leaves behind must be"),
        failed.message());
    assertTrue(
        failed
            .message()
            .endsWith(
                "; its last good checkpoint, after 2 steps, is artifacts/"
                    + good.ref().path()
                    + " of the workspace"),
        failed.message());
    assertTrue(Files.isDirectory(folderOf(good.ref())));
    assertFalse(Files.exists(folderOf(chain(spoiltAt(3)).ref(2))), "what diverged is not stored");
    for (String file : good.files().keySet()) {
      if (file.endsWith(".safetensors")) {
        for (Tensor tensor : Safetensors.read(bytes(good, file)).tensors().values()) {
          assertTrue(tensor.firstNotFinite().isEmpty(), file);
        }
      }
    }
    Outcome again = train(runs);
    assertEquals(outcome.failed(), again.failed());
    assertEquals(outcome.trained(), again.trained());
    assertEquals(8, again.stepsReused());
  }

  private ByteArrayInputStream bytes(Artifact artifact, String file) throws IOException {
    return new ByteArrayInputStream(store.read(artifact, file));
  }

  @Test
  void aRunThatDivergesInItsFirstSegmentSaysThatThereIsNoCheckpoint() {
    Outcome outcome = train(Map.of(RUN, spoiltAt(1)));

    assertEquals(List.of(), outcome.trained());
    String message = outcome.failed().get(0).message();
    assertTrue(message.startsWith("supervised-seed3: step 1: "), message);
    assertTrue(
        message.endsWith("; it diverged in its first segment, so there is no checkpoint"), message);
    assertFalse(Files.exists(folder.resolve("artifacts/checkpoint")));
  }

  /** The checkpoints of {@link #RUN} by segment. */
  private record Chain(RunChain names, ArtifactStore store) {

    ArtifactRef ref(int segment) {
      return names.checkpoint(segment).ref();
    }

    Artifact segment(int segment) throws IOException {
      return store.get(ref(segment));
    }
  }

  private Chain chain(RunSettings settings) {
    return new Chain(
        new RunChain(settings, InitialArtifacts.NONE, Optional.empty(), SmallData.split()), store);
  }

  private TrainingRun run() {
    return new TrainingRun(
        RUN.runId(),
        SOUND,
        InitialArtifacts.NONE,
        Optional.empty(),
        SmallData.split(),
        chain(SOUND).names());
  }

  /** Looks first, so that the warning can be read, then trains with the refused one put back. */
  private void assertRefused(Outcome whole, ArtifactRef refused) throws IOException {
    Path aside = folder.resolve("aside");
    SmallData.copy(folderOf(refused), aside);
    List<String> warnings = new ArrayList<>();
    assertEquals(2, new RunCheckpoints(store, warnings::add).latest(run()).segment());
    assertEquals(1, warnings.size());
    assertTrue(
        warnings
            .get(0)
            .startsWith(
                "supervised-seed3: checkpoint after 6 steps, "
                    + refused
                    + ", refused, the one before it is used: "),
        warnings.get(0));
    assertFalse(Files.exists(folderOf(refused)));
    Files.move(aside, folderOf(refused));
    Outcome mended = train(Map.of(RUN, SOUND));
    assertEquals(4, mended.stepsReused());
    assertEquals(2, mended.stepsTrained());
    assertEquals(whole.trained(), mended.trained());
  }

  @Test
  void theCheckpointOfAnotherRunIsRefusedByName() throws IOException {
    Map<RunName, RunSettings> runs = Map.of(RUN, SOUND);
    Outcome whole = train(runs);
    ArtifactRef other =
        train(Map.of(OTHER, SmallRuns.settings(OTHER, 6, 2))).trained().get(0).weights();
    ArtifactRef last = chain(SOUND).ref(3);
    store.remove(last);
    Files.createDirectories(folderOf(last).getParent());
    Files.move(folderOf(other), folderOf(last));

    assertRefused(whole, last);
  }

  @Test
  void aCheckpointOfAnotherChainIsRefusedByName() throws IOException {
    Map<RunName, RunSettings> runs = Map.of(RUN, SOUND);
    Outcome whole = train(runs);
    ArtifactRef last = chain(SOUND).ref(3);
    Path sidecar = folderOf(last).resolve("artifact.json");
    String parent = chain(SOUND).ref(2).digest();
    String forged = Files.readString(sidecar).replace(parent, chain(SOUND).ref(1).digest());
    assertFalse(forged.equals(Files.readString(sidecar)), "the parent is in artifact.json");
    Files.writeString(sidecar, forged);

    assertRefused(whole, last);
  }

  @Test
  void everyCheckpointSaysFromWhichSettingsAndWhichCheckpointItWasMade() throws IOException {
    train(Map.of(RUN, SOUND));
    JsonNode key =
        CanonicalJson.read(
                Files.readString(folderOf(chain(SOUND).ref(3)).resolve("artifact.json")),
                JsonNode.class)
            .get("key");
    assertEquals(CanonicalJson.tree(SOUND), key.at("/settings/run"));
    assertEquals(6, key.at("/settings/step").asInt());
    assertEquals(1, key.get("inputs").size());
    assertEquals(chain(SOUND).ref(2).digest(), key.at("/inputs/0").asText());
  }

  @Test
  void aRunThatAnotherProcessHasEndedStaysWhereItIs() throws IOException {
    train(Map.of(RUN, SOUND));
    TrainingRun run = run();
    RunCheckpoints checkpoints = new RunCheckpoints(store);
    Place last = checkpoints.at(run, 1); // Its checkpoint has gone.
    assertEquals(3, last.segment());
    assertEquals(Optional.of(chain(SOUND).segment(3)), checkpoints.result(run, last));
    assertEquals(Optional.empty(), checkpoints.result(run, checkpoints.at(run, 2)));
  }
}
