package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.training.Checkpoint;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checkpoints of a run of eight segments that may stop early; no network is trained. */
final class RunCheckpointsTest {

  private static final int SEGMENTS = 8;
  private static final int SEGMENT_STEPS = 2;
  private static final double[] BEST_IN_THE_MIDDLE = {0.1, 0.2, 0.5, 0.4, 0.3, 0.2, 0.1, 0};
  private static final double[] BEST_MOVES = {0.3, 0.2, 0.4, 0.1, 0.2, 0.1, 0.1, 0.1};

  @TempDir private Path folder;

  private ArtifactStore store;
  private RunCheckpoints checkpoints;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void open() {
    store = ArtifactStore.at(folder.toString());
    checkpoints = new RunCheckpoints(store, warnings::add);
  }

  private static TrainingRun run(int patience) {
    InferenceSettings windows = new InferenceSettings(SmallRuns.PATCH, SmallRuns.PATCH, 1);
    return run(Optional.of(new EarlyStop(patience, windows)));
  }

  private static TrainingRun run(Optional<EarlyStop> stop) {
    RunName name = new RunName("supervised", 3);
    RunSettings settings = SmallRuns.settings(name, SEGMENTS * SEGMENT_STEPS, SEGMENT_STEPS);
    RunChain chain = new RunChain(settings, InitialArtifacts.NONE, stop, List.of());
    return new TrainingRun(name.runId(), settings, InitialArtifacts.NONE, stop, List.of(), chain);
  }

  /** The log after {@code segment}, with the score of each segment at its last step. */
  private static List<StepLog> log(double[] scores, int segment) {
    List<StepLog> log = new ArrayList<>();
    for (int n = 0; n < segment; n++) {
      long first = (long) n * SEGMENT_STEPS;
      log.add(new StepLog(first, new TreeMap<>(Map.of("total", 1.0))));
      log.add(
          new StepLog(first + 1, new TreeMap<>(Map.of("total", 1.0)))
              .with(StepLog.VALIDATION_DICE, scores[n]));
    }
    return log;
  }

  private Place keep(TrainingRun run, double[] scores, int segment) throws IOException {
    Map<String, Tensor> weights =
        Map.of("weight", new Tensor(new long[] {1}, new float[] {segment}));
    Checkpoint checkpoint =
        new Checkpoint(
            run.chain().stepAfter(segment),
            weights,
            weights,
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of());
    return checkpoints.keep(run, segment, checkpoint, log(scores, segment));
  }

  /** Goes on to {@code segment} as training does: a checkpoint, then what it makes needless. */
  private Place goOn(TrainingRun run, double[] scores, int segment) throws IOException {
    Place place = Place.START;
    for (int next = 1; next <= segment; next++) {
      place = keep(run, scores, next);
      checkpoints.clearBehind(run, place);
    }
    return place;
  }

  private static ArtifactRef ref(TrainingRun run, int segment) {
    return run.chain().checkpoint(segment).ref();
  }

  /** The segments whose checkpoints are there, such as "1 3 4". */
  private String kept(TrainingRun run) throws IOException {
    List<String> kept = new ArrayList<>();
    for (int segment = 1; segment <= SEGMENTS; segment++) {
      if (store.find(ref(run, segment)).isPresent()) {
        kept.add(String.valueOf(segment));
      }
    }
    return String.join(" ", kept);
  }

  /** The segment whose checkpoint is the result. */
  private int result(TrainingRun run, Place place) throws IOException {
    ArtifactRef result = checkpoints.result(run, place).orElseThrow().ref();
    return IntStream.rangeClosed(1, SEGMENTS)
        .filter(segment -> ref(run, segment).equals(result))
        .findFirst()
        .orElseThrow();
  }

  private void damage(ArtifactRef ref) throws IOException {
    Path weights = folder.resolve("artifacts").resolve(ref.path()).resolve(TrainedRun.NETWORK_A);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1 0.2 0.5 0.4 0.3 0.2, 1|1 2|2 3|3 4|3 4 5|3 5 6",
    "0.3 0.2 0.4 0.1 0.2 0.1, 1|1 2|1 2 3|3 4|3 4 5|3 5 6",
    "0.1 0.5 0.3 0.4 0.6 0.1, 1|1 2|2 3|2 3 4|2 4 5|5 6",
    "0.5 0.4 0.3 0.2 0.1 0.0, 1|1 2|1 2 3|1 3 4|1 4 5|1 5 6",
    "0.1 0.2 0.3 0.4 0.5 0.6, 1|1 2|2 3|3 4|4 5|5 6"
  })
  void whatIsNeededHereOrOneSegmentBeforeIsKeptAndTheRestGoes(String dice, String keptAfterEach)
      throws IOException {
    TrainingRun run = run(8);
    double[] scores = Arrays.stream(dice.split(" ")).mapToDouble(Double::parseDouble).toArray();
    List<String> kept = new ArrayList<>();
    for (int segment = 1; segment <= scores.length; segment++) {
      checkpoints.clearBehind(run, keep(run, scores, segment));
      kept.add(kept(run));
    }
    assertEquals(keptAfterEach, String.join("|", kept));
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 5", "3, 6", "4, 7"})
  void aRunEndsWithItsBestCheckpointAtTheSegmentWherePatienceIsOver(int patience, int last)
      throws IOException {
    TrainingRun run = run(patience);
    for (int segment = 1; segment < last; segment++) {
      Place place = goOn(run, BEST_IN_THE_MIDDLE, segment);
      assertEquals(Optional.empty(), checkpoints.result(run, place), "after " + segment);
    }
    assertEquals(3, result(run, goOn(run, BEST_IN_THE_MIDDLE, last)));
  }

  @Test
  void aRunWhosePatienceLastsEndsWithItsBestCheckpointAfterTheLastSegment() throws IOException {
    TrainingRun run = run(6);
    Place last = goOn(run, BEST_IN_THE_MIDDLE, SEGMENTS);
    assertEquals(3, result(run, last));
    assertEquals("3 7 8", kept(run));
  }

  @Test
  void withoutEarlyStopTheLastCheckpointIsTheResultWhateverTheLogSays() throws IOException {
    TrainingRun run = run(Optional.empty());
    assertEquals(Optional.empty(), checkpoints.result(run, goOn(run, BEST_IN_THE_MIDDLE, 7)));
    assertEquals("6 7", kept(run));
    assertEquals(8, result(run, goOn(run, BEST_IN_THE_MIDDLE, 8)));
  }

  @Test
  void theLatestPlaceIsTheLastOneWhileTheBestIsThere() throws IOException {
    TrainingRun run = run(8);
    goOn(run, BEST_IN_THE_MIDDLE, 5);
    store.remove(ref(run, 4));
    assertEquals(5, checkpoints.latest(run).segment());
    assertEquals(log(BEST_IN_THE_MIDDLE, 5), checkpoints.latest(run).log());
    assertEquals("3 5", kept(run));
  }

  @Test
  void whatADeathLeftBehindIsClearedWhereTrainingGoesOn() throws IOException {
    TrainingRun run = run(8);
    goOn(run, BEST_MOVES, 3);
    keep(run, BEST_MOVES, 4); // Dies before it clears.
    assertEquals("1 2 3 4", kept(run));
    assertEquals(4, checkpoints.latest(run).segment());
    assertEquals("3 4", kept(run));
  }

  @Test
  void withoutTheBestTrainingStartsAnewWhereNoEarlierPlaceIsLeft() throws IOException {
    TrainingRun run = run(2);
    Place last = goOn(run, BEST_IN_THE_MIDDLE, 5);
    store.remove(ref(run, 3));
    assertEquals(Place.START, checkpoints.latest(run));
    assertThrows(IOException.class, () -> checkpoints.result(run, last));
  }

  @Test
  void withoutTheNewBestTrainingGoesBackToThePlaceThatHasTheOldOne() throws IOException {
    TrainingRun run = run(8);
    goOn(run, BEST_MOVES, 3);
    keep(run, BEST_MOVES, 4);
    store.remove(ref(run, 3));
    assertEquals(2, checkpoints.latest(run).segment());
    assertEquals("1 2 4", kept(run));
  }

  @Test
  void aDamagedNewBestIsRefusedAndTrainingGoesBackToThePlaceThatHasTheOldOne() throws IOException {
    TrainingRun run = run(8);
    goOn(run, BEST_MOVES, 3);
    damage(ref(run, 3));
    assertEquals(2, checkpoints.latest(run).segment());
    assertEquals("1 2", kept(run));
    assertEquals(1, warnings.size());
    assertTrue(
        warnings.get(0).startsWith("supervised-seed3: checkpoint after 6 steps, "),
        warnings.get(0));
  }

  @Test
  void aDamagedBestOfLongAgoIsRefusedThoughTheLastTwoAreSound() throws IOException {
    TrainingRun run = run(8);
    goOn(run, BEST_IN_THE_MIDDLE, 6);
    damage(ref(run, 3));
    assertEquals(Place.START, checkpoints.latest(run));
    assertEquals("5 6", kept(run));
  }
}
