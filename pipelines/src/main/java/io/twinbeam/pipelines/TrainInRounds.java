package io.twinbeam.pipelines;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.pseudolabel.LabelledCase;
import io.twinbeam.transforms.pseudolabel.MeasureLabelledCases;
import io.twinbeam.transforms.pseudolabel.PlacePseudoLabels;
import io.twinbeam.transforms.pseudolabel.PseudoLabelAlarm;
import io.twinbeam.transforms.train.TrainSegmenter;
import io.twinbeam.transforms.train.TrainingRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Every run, trained in as many rounds as the experiment says: each round trains, then makes
 * pseudo-labels of the unlabelled cases, on which the next one trains as well. Out come the runs as
 * the last round leaves them, and of all rounds the training log, the pseudo-labels with their
 * alarms, and what has failed. A test case never enters.
 */
final class TrainInRounds extends PTransform<PCollection<SplitCase>, PCollectionTuple> {

  static final TupleTag<TrainedRun> TRAINED = new TupleTag<>() {};
  static final TupleTag<TrainingRecord> LOG = new TupleTag<>() {};
  static final TupleTag<FilteredPseudoLabel> PSEUDO_LABELS = new TupleTag<>() {};
  static final TupleTag<PseudoLabelAlarm> ALARMS = new TupleTag<>() {};
  static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  private final Experiment experiment;
  private final String workspace;
  private final String runDirectory;
  private final int maxConcurrentRuns;

  /**
   * @param runDirectory as {@link TrainSegmenter#withTracking} takes it
   * @param maxConcurrentRuns as {@link TrainSegmenter#withMaxConcurrentRunsPerWorker} takes it
   */
  TrainInRounds(
      Experiment experiment, String workspace, String runDirectory, int maxConcurrentRuns) {
    this.experiment = experiment;
    this.workspace = workspace;
    this.runDirectory = runDirectory;
    this.maxConcurrentRuns = maxConcurrentRuns;
  }

  @Override
  public PCollectionTuple expand(PCollection<SplitCase> cases) {
    PCollectionView<List<LabelledCase>> labelled =
        cases
            .apply("MeasureLabelledCases", MeasureLabelledCases.of(workspace, experiment.classes()))
            .apply("GatherLabelledCases", View.asList());
    PCollection<SplitCase> unlabelled =
        cases.apply("ChooseUnlabelledCases", new ChooseCases(CaseRole.UNLABELLED));
    boolean validated = experiment.earlyStop().isPresent();
    PCollection<KV<String, SplitCase>> given =
        cases.apply("GiveCasesToRuns", new GiveCasesToRuns(experiment.runs().keySet(), validated));
    List<PCollectionTuple> trained = new ArrayList<>();
    List<PCollectionTuple> taught = new ArrayList<>();
    for (int round = 1; round <= experiment.pseudoLabels().roundCount(); round++) {
      String suffix = round == 1 ? "" : "OfRound" + round;
      trained.add(given.apply("TrainSegmenter" + suffix, trainer(round)));
      PCollectionView<List<TrainedRun>> teachers =
          trained
              .get(round - 1)
              .get(TrainSegmenter.TRAINED)
              .apply("GatherTrainedRuns" + suffix, View.asList());
      taught.add(
          unlabelled.apply(
              "PseudoLabelCases" + suffix,
              new PseudoLabelCases(experiment, workspace, teachers, labelled, round)));
      if (round < experiment.pseudoLabels().roundCount()) {
        PCollection<KV<String, SplitCase>> placed =
            taught
                .get(round - 1)
                .get(PseudoLabelCases.LABELS)
                .apply("PlacePseudoLabels" + suffix, PlacePseudoLabels.of(workspace));
        given =
            cases.apply("GiveCasesOn" + suffix, new GiveCasesOn(teachers, placed, validated));
      }
    }
    return PCollectionTuple.of(TRAINED, trained.get(trained.size() - 1).get(TrainSegmenter.TRAINED))
        .and(LOG, together("GatherTrainingLogs", trained, TrainSegmenter.LOG))
        .and(PSEUDO_LABELS, together("GatherPseudoLabels", taught, PseudoLabelCases.LABELS))
        .and(ALARMS, together("GatherAlarms", taught, PseudoLabelCases.ALARMS))
        .and(
            FAILED,
            PCollectionList.of(together("GatherFailedRuns", trained, TrainSegmenter.FAILED))
                .and(together("GatherFailedLabels", taught, PseudoLabelCases.FAILED))
                .apply("GatherFailures", Flatten.pCollections()));
  }

  private TrainSegmenter trainer(int round) {
    TrainSegmenter segmenter =
        TrainSegmenter.of(workspace, experiment.runs())
            .withInitialWeights(experiment.initialArtifacts())
            .withEarlyStop(experiment.earlyStop())
            .withMaxConcurrentRunsPerWorker(maxConcurrentRuns)
            .withCache(experiment.resources().cache())
            .withTracking(runDirectory)
            .withRound(experiment.round(round));
    segmenter.setResourceHints(experiment.resources().hints());
    return segmenter;
  }

  private static <T> PCollection<T> together(
      String name, List<PCollectionTuple> rounds, TupleTag<T> tag) {
    PCollectionList<T> all = PCollectionList.of(rounds.get(0).get(tag));
    for (PCollectionTuple later : rounds.subList(1, rounds.size())) {
      all = all.and(later.get(tag));
    }
    return all.apply(name, Flatten.pCollections());
  }
}
