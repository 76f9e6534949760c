package io.twinbeam.pipelines.dryrun;

import com.google.common.math.IntMath;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.split.AssignSplits;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How often some runs look at cases, as far as that is known before cases are preprocessed: one
 * that fails is one less.
 *
 * @param seen cases that are given to runs to train on, all rounds together
 * @param pseudoLabelled cases that are pseudo-labelled, all rounds together
 * @param passes how often each of these is predicted, mirrored otherwise each time
 * @param validated cases that are predicted while runs are trained; fewer where a run ends early
 * @param evaluated cases that are predicted and evaluated
 */
record Workload(long seen, long pseudoLabelled, int passes, long validated, long evaluated) {

  /** What {@code runs} of {@code experiment} do. */
  static Workload ofExperiment(Experiment experiment, Collection<RunName> runs, DataSample data) {
    int rounds = experiment.pseudoLabels().roundCount();
    int segments =
        IntMath.divide(
            experiment.training().steps(),
            experiment.training().segmentSteps(),
            RoundingMode.CEILING);
    boolean validates = experiment.earlyStop().isPresent();
    long seen = 0;
    long pseudoLabelled = 0;
    long validated = 0;
    long evaluated = 0;
    Map<Integer, Map<CaseRole, Long>> ofFolds = new HashMap<>();
    for (RunName run : runs) {
      Map<CaseRole, Long> roles =
          ofFolds.computeIfAbsent(run.fold(), fold -> roles(experiment, fold, data));
      long unlabelled = roles.getOrDefault(CaseRole.UNLABELLED, 0L);
      long validation = validates ? roles.getOrDefault(CaseRole.VALIDATION, 0L) : 0;
      seen += rounds * (roles.getOrDefault(CaseRole.LABELLED, 0L) + unlabelled + validation);
      pseudoLabelled += rounds * unlabelled;
      validated += (long) rounds * segments * validation;
      evaluated += roles.getOrDefault(experiment.evaluated(), 0L);
      if (experiment.evaluated() == CaseRole.TEST && run.fold() == 0) {
        evaluated += data.keptForTest();
      }
    }
    return new Workload(
        seen, pseudoLabelled, passes(experiment.pseudoLabels()), validated, evaluated);
  }

  /** All cases evaluated by each of {@code runs}. */
  static Workload ofEvaluation(int runs, DataSample data) {
    return new Workload(0, 0, 1, 0, runs * data.cases());
  }

  /** All cases pseudo-labelled by each of {@code runs}. */
  static Workload ofPseudoLabelling(PseudoLabelSettings settings, int runs, DataSample data) {
    return new Workload(0, runs * data.cases(), passes(settings), 0, 0);
  }

  private static Map<CaseRole, Long> roles(Experiment experiment, int fold, DataSample data) {
    long labelled = data.labelled() - data.keptForTest();
    return AssignSplits.count(
        experiment.split(), fold, labelled, data.cases() - data.labelled() - data.leftOut());
  }

  /** A variance is that of all combinations of flips. */
  private static int passes(PseudoLabelSettings settings) {
    return settings.rules().containsKey(Measure.VARIANCE)
        ? 1 << Integer.bitCount(settings.flips().orElse(0))
        : 1;
  }
}
