package io.twinbeam.pipelines.verify;

import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import io.twinbeam.pipelines.verify.Comparison.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a rerun may give other results, from what both records say. */
public final class Explanation {

  private final RunRecord recorded;
  private final RunRecord again;
  private final String idHere;

  /**
   * @param idHere the run ID that the recorded settings give with the data that were found
   */
  public Explanation(RunRecord recorded, RunRecord again, String idHere) {
    this.recorded = recorded;
    this.again = again;
    this.idHere = idHere;
  }

  /** All that is not as it was in the run, one line each. */
  public List<String> changes() {
    return Stream.concat(
            Circumstance.differing(recorded, again).stream().map(Circumstance::words),
            otherId().stream())
        .toList();
  }

  private Optional<String> otherId() {
    // Another build may spell the same settings differently, which gives another ID too.
    boolean otherBuild =
        Circumstance.differing(recorded, again).stream()
            .anyMatch(one -> one.name().startsWith("twinbeam"));
    return idHere.equals(recorded.runId()) || otherBuild
        ? Optional.empty()
        : Optional.of(
            String.format(
                "run ID: run.json records %s, its settings and the data here give %s: it was changed"
                    + " after the run, or files of the data set came, went or changed in size",
                recorded.runId(), idHere));
  }

  /** What may have made {@code stage} the first to differ, one line each; never empty. */
  public List<String> of(Comparison comparison, RunStage stage) throws IOException {
    List<String> causes = new ArrayList<>();
    if (stage == RunStage.DATA) {
      causes.add(otherData(comparison));
    }
    if (stage == RunStage.PREPROCESSING) {
      MapDifference<String, String> failures =
          Maps.difference(recorded.failures(), again.failures());
      failures
          .entriesOnlyOnLeft()
          .forEach(
              (caseId, reason) -> causes.add("case " + caseId + " failed in the run, " + reason));
      failures
          .entriesOnlyOnRight()
          .forEach((caseId, reason) -> causes.add("case " + caseId + " failed here, " + reason));
    }
    List<Circumstance> differing = Circumstance.differing(recorded, again);
    differing.stream()
        .filter(circumstance -> circumstance.mayExplain(stage))
        .forEach(circumstance -> causes.add(circumstance.words()));
    otherId().ifPresent(causes::add);
    if (causes.isEmpty()) {
      causes.add(
          String.format(
              "nothing that run.json records and %s depends on differs here: run.json was changed"
                  + " after the run, or the run cannot be reproduced; please report it",
              stage.words()));
    }
    return causes;
  }

  private static String otherData(Comparison comparison) {
    return String.format(
        "data: of the run's images and label maps %d have other bytes here and %d are missing; %d are"
            + " new",
        comparison.count(RunStage.DATA, Outcome.DIFFERS),
        comparison.count(RunStage.DATA, Outcome.MISSING),
        comparison.count(RunStage.DATA, Outcome.ADDITIONAL));
  }
}
