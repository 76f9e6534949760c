package io.twinbeam.pipelines;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.pseudolabel.FilterByUncertainty;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.pseudolabel.LabelledCase;
import io.twinbeam.transforms.pseudolabel.PredictPseudoLabels;
import io.twinbeam.transforms.pseudolabel.PseudoLabelAlarm;
import io.twinbeam.transforms.pseudolabel.RaiseAlarms;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** Pseudo-labels of cases by every run: predicted, filtered, judged, and looked over for alarms. */
final class PseudoLabelCases extends PTransform<PCollection<SplitCase>, PCollectionTuple> {

  static final TupleTag<FilteredPseudoLabel> LABELS = new TupleTag<>() {};
  static final TupleTag<PseudoLabelAlarm> ALARMS = new TupleTag<>() {};
  static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  private final Experiment experiment;
  private final String workspace;
  private final PCollectionView<List<TrainedRun>> runs;
  private final PCollectionView<List<LabelledCase>> labelled;
  private final int round;

  /**
   * @param runs the teachers
   * @param labelled what pseudo-labels are compared with
   * @param round of the runs, from 1
   */
  PseudoLabelCases(
      Experiment experiment,
      String workspace,
      PCollectionView<List<TrainedRun>> runs,
      PCollectionView<List<LabelledCase>> labelled,
      int round) {
    this.experiment = experiment;
    this.workspace = workspace;
    this.runs = runs;
    this.labelled = labelled;
    this.round = round;
  }

  @Override
  public PCollectionTuple expand(PCollection<SplitCase> unlabelled) {
    PCollectionTuple predicted =
        unlabelled.apply(
            "PredictPseudoLabels",
            PredictPseudoLabels.of(workspace, experiment.prediction(), runs)
                .withMeasuresFor(experiment.pseudoLabels())
                .withWorkers(experiment.resources().hints()));
    PCollection<FilteredPseudoLabel> labels =
        predicted
            .get(PredictPseudoLabels.CASES)
            .apply(
                "FilterByUncertainty",
                FilterByUncertainty.of(workspace, experiment.pseudoLabels(), labelled)
                    .withRound(round));
    PCollection<RunName> asked =
        unlabelled
            .apply("NameAskedRuns", ParDo.of(new AskedFn(runs)).withSideInputs(runs))
            .setCoder(RecordCoder.of(RunName.class));
    return PCollectionTuple.of(LABELS, labels)
        .and(
            ALARMS,
            labels.apply(
                "RaiseAlarms",
                RaiseAlarms.of(experiment.pseudoLabels().alarmRules(), labelled, asked, round)))
        .and(FAILED, predicted.get(PredictPseudoLabels.FAILED));
  }

  /**
   * Each run that is to label a case, once per bundle: not every pair crosses machines for this.
   */
  private static final class AskedFn extends DoFn<SplitCase, RunName> {

    private final PCollectionView<List<TrainedRun>> runs;
    private transient Set<RunName> named;

    AskedFn(PCollectionView<List<TrainedRun>> runs) {
      this.runs = runs;
    }

    @StartBundle
    public void startBundle() {
      named = new HashSet<>();
    }

    @ProcessElement
    public void processElement(ProcessContext context) {
      for (TrainedRun run : context.sideInput(runs)) {
        if (context.element().isForFold(run.run().fold()) && named.add(run.run())) {
          context.output(run.run());
        }
      }
    }
  }
}
