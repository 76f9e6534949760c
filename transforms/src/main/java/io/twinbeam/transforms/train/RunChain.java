package io.twinbeam.transforms.train;

import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.EarlierRound;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/**
 * The names of a run's checkpoints, known before any of them exists: each name hashes the one
 * before it, and the first hashes the settings, the content of every case and, where there are any,
 * the weights to start from.
 */
final class RunChain {

  /**
   * Rises when the same settings give other weights, so that old checkpoints are not taken for new.
   */
  private static final String PRODUCER = "train/4";

  /** Likewise, for what later rounds alone do. */
  private static final String LATER_ROUNDS = "round/2";

  private static final Comparator<SplitCase> ORDER =
      Comparator.comparing(SplitCase::role)
          .thenComparing(split -> split.preprocessed().content())
          // A case arrives with its pseudo-label, if it has one, and without: the label counts.
          .thenComparing(split -> split.pseudoLabel().isEmpty())
          .thenComparing(split -> split.pseudoLabel().map(EarlierRound.Label::content).orElse(""));

  private final RunSettings settings;
  private final List<ArtifactKey> checkpoints = new ArrayList<>();

  /**
   * @param start weights to start from, as far as the run heeds them
   * @param earlyStop when the run ends before its last step; empty for never
   * @param cases those that the run learns from or is validated on, sorted by case id
   */
  RunChain(
      RunSettings settings,
      InitialArtifacts start,
      Optional<EarlyStop> earlyStop,
      List<SplitCase> cases) {
    this(settings, start, earlyStop, cases, TrainingRound.ONLY);
  }

  /** The same of a round. */
  RunChain(
      RunSettings settings,
      InitialArtifacts start,
      Optional<EarlyStop> earlyStop,
      List<SplitCase> cases,
      TrainingRound round) {
    this.settings = settings;
    String parent = root(settings, start, earlyStop, cases, round);
    for (int segment = 1; segment <= segments(); segment++) {
      ArtifactKey key =
          ArtifactKey.of(
              "checkpoint",
              PRODUCER,
              Map.of("run", settings, "step", stepAfter(segment)),
              List.of(parent));
      checkpoints.add(key);
      parent = key.ref().digest();
    }
  }

  private static String root(
      RunSettings settings,
      InitialArtifacts start,
      Optional<EarlyStop> earlyStop,
      List<SplitCase> cases,
      TrainingRound round) {
    Map<String, Object> origins = new TreeMap<>();
    origins.put("cases", digests(cases));
    origins.put("engine", ComputeDevice.describe(settings.training().device()));
    if (!start.digests().isEmpty()) {
      // Only then: names of runs that start fresh are older than initial weights.
      origins.put("initialWeights", start.digests());
    }
    // Likewise; the log in a checkpoint tells of the validation cases.
    earlyStop.ifPresent(stop -> origins.put("earlyStop", stop));
    if (!round.isFirst()) {
      // Likewise. How many rounds follow changes no weight.
      origins.put("round", round.number());
      origins.put("roundProducer", LATER_ROUNDS);
      origins.put("pseudoLabelledShare", round.pseudoLabelledShare());
      origins.put("pseudoLabels", pseudoLabels(cases));
    }
    if (round.startsFromTeacher()) {
      origins.put("teacher", teachers(cases));
    }
    return Digest.ofJson(origins);
  }

  private static List<List<String>> digests(List<SplitCase> cases) {
    List<List<String>> digests = new ArrayList<>();
    for (SplitCase split : cases) {
      digests.add(List.of(split.role().name(), split.caseId(), split.preprocessed().content()));
    }
    return digests;
  }

  private static Map<String, String> pseudoLabels(List<SplitCase> cases) {
    Map<String, String> contents = new TreeMap<>();
    cases.forEach(
        split ->
            split.pseudoLabel().ifPresent(label -> contents.put(split.caseId(), label.content())));
    return contents;
  }

  /** One, as all cases of a run have the same. */
  private static Set<String> teachers(List<SplitCase> cases) {
    Set<String> contents = new TreeSet<>();
    cases.forEach(split -> split.earlier().ifPresent(earlier -> contents.add(earlier.content())));
    return contents;
  }

  /** Checkpoints from start to end. */
  int segments() {
    int steps = settings.training().steps();
    int each = settings.training().segmentSteps();
    return (steps + each - 1) / each;
  }

  /** The number of steps done when segment {@code segment}, counted from 1, ends. */
  long stepAfter(int segment) {
    return Math.min(
        (long) segment * settings.training().segmentSteps(), settings.training().steps());
  }

  ArtifactKey checkpoint(int segment) {
    return checkpoints.get(segment - 1);
  }

  /** Sorts by case id and keeps one of each, so that neither order nor repeats matter. */
  static List<SplitCase> inOrder(Iterable<SplitCase> arrived) {
    TreeMap<String, SplitCase> byId = new TreeMap<>();
    arrived.forEach(split -> byId.merge(split.caseId(), split, BinaryOperator.minBy(ORDER)));
    return List.copyOf(byId.values());
  }
}
