package io.twinbeam.transforms.train;

import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
  private static final String PRODUCER = "train/3";

  private static final Comparator<SplitCase> ORDER =
      Comparator.comparing(SplitCase::role).thenComparing(split -> split.preprocessed().content());

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
    this.settings = settings;
    String parent = root(settings, start, earlyStop, cases);
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
      List<SplitCase> cases) {
    Map<String, Object> origins = new TreeMap<>();
    origins.put("cases", digests(cases));
    origins.put("engine", ComputeDevice.describe(settings.training().device()));
    if (!start.digests().isEmpty()) {
      // Only then: names of runs that start fresh are older than initial weights.
      origins.put("initialWeights", start.digests());
    }
    // Likewise; the log in a checkpoint tells of the validation cases.
    earlyStop.ifPresent(stop -> origins.put("earlyStop", stop));
    return Digest.ofJson(origins);
  }

  private static List<List<String>> digests(List<SplitCase> cases) {
    List<List<String>> digests = new ArrayList<>();
    for (SplitCase split : cases) {
      digests.add(List.of(split.role().name(), split.caseId(), split.preprocessed().content()));
    }
    return digests;
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
