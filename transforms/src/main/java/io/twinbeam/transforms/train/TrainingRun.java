package io.twinbeam.transforms.train;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.EarlierRound;
import io.twinbeam.transforms.SplitCase;
import java.util.List;
import java.util.Optional;

/**
 * One run as training sees it.
 *
 * @param start weights to start from
 * @param earlyStop when it ends before its last step; empty for never
 * @param cases sorted by case id, each once
 * @param chain the names of its checkpoints
 * @param round which of its rounds
 */
record TrainingRun(
    String runId,
    RunSettings settings,
    InitialArtifacts start,
    Optional<EarlyStop> earlyStop,
    List<SplitCase> cases,
    RunChain chain,
    TrainingRound round) {

  /** A run of one round. */
  TrainingRun(
      String runId,
      RunSettings settings,
      InitialArtifacts start,
      Optional<EarlyStop> earlyStop,
      List<SplitCase> cases,
      RunChain chain) {
    this(runId, settings, start, earlyStop, cases, chain, TrainingRound.ONLY);
  }

  /** What the round before has left, of a later round. */
  EarlierRound earlier() {
    return cases.stream()
        .flatMap(split -> split.earlier().stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    runId + ": the cases of a later round must name the round before, none does"));
  }

  /** How lines name it: the run, and the round where there are several. */
  String title() {
    return runId + (round.of() == 1 ? "" : ", round " + round.number());
  }

  /** How files that show its training are named. */
  String trackName() {
    return round.trackName(runId);
  }

  /** The step of all rounds that {@code step} of this one is. */
  long stepOfAll(long step) {
    return round.stepsBefore(settings.training().steps()) + step;
  }
}
