package io.twinbeam.pipelines;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.evaluate.EvaluateCases;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.predict.PredictCases;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.split.AssignSplits;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * The figure of the method: read, preprocess, split, train every run and pseudo-label the
 * unlabelled cases, in rounds, then evaluate on the test or the validation cases; tables, weights
 * and label maps into the run directory.
 */
public final class ExperimentPipeline {

  private ExperimentPipeline() {}

  /**
   * Adds the experiment to {@code pipeline}.
   *
   * @param experiment whose initial weights, if it has any, are in the artifact store
   * @param workspace the folder of the artifact store
   * @param directory where results go
   * @param maxConcurrentRuns how many runs may have their networks in the memory of one worker's
   *     process; 0 for the default
   */
  public static void build(
      Pipeline pipeline,
      Experiment experiment,
      String workspace,
      RunDirectory directory,
      int maxConcurrentRuns) {
    ResourceHints hints = experiment.resources().hints();
    PCollectionTuple read = pipeline.apply("ReadCases", ReadCases.from(experiment.data()));
    PCollectionTuple preprocessed =
        read.get(ReadCases.CASES)
            .apply("PreprocessCases", PreprocessCases.of(workspace, experiment.preprocessing()));
    PCollectionTuple split =
        preprocessed
            .get(PreprocessCases.CASES)
            .apply("AssignSplits", AssignSplits.of(experiment.split()));
    PCollection<SplitCase> cases = split.get(AssignSplits.CASES);
    PCollectionTuple trained =
        cases.apply(
            "TrainInRounds",
            new TrainInRounds(
                experiment, workspace, directory.path().toString(), maxConcurrentRuns));
    PCollectionView<List<TrainedRun>> runs =
        trained.get(TrainInRounds.TRAINED).apply("GatherTrainedRuns", View.asList());
    PCollectionTuple predicted =
        cases
            .apply("ChooseEvaluatedCases", new ChooseCases(experiment.evaluated()))
            .apply(
                "PredictEvaluatedCases",
                PredictCases.of("predict", workspace, experiment.prediction(), runs)
                    .withWorkers(hints));
    PCollectionTuple evaluated =
        predicted
            .get(PredictCases.CASES)
            .apply(
                "EvaluateCases",
                EvaluateCases.of(workspace, experiment.classes())
                    .withSettings(experiment.metricSettings()));
    PCollection<FilteredPseudoLabel> pseudoLabels = trained.get(TrainInRounds.PSEUDO_LABELS);
    PCollection<FailedCase> failed =
        PCollectionList.of(read.get(ReadCases.FAILED))
            .and(preprocessed.get(PreprocessCases.FAILED))
            .and(split.get(AssignSplits.FAILED))
            .and(trained.get(TrainInRounds.FAILED))
            .and(predicted.get(PredictCases.FAILED))
            .and(evaluated.get(EvaluateCases.FAILED))
            .apply("GatherFailedCases", Flatten.pCollections());

    Tables tables = new Tables(directory, experiment.folded());
    tables.cases(cases, experiment.folded());
    tables.training(trained.get(TrainInRounds.LOG));
    tables.metrics(evaluated.get(EvaluateCases.METRICS));
    if (experiment.prediction().cleanUp().isPresent()) {
      tables.cleanUp(predicted.get(PredictCases.REMOVED));
    }
    tables.failedCases(failed);
    PseudoLabelTables labelTables =
        new PseudoLabelTables(directory, experiment.folded(), experiment.pseudoLabels());
    labelTables.labels(pseudoLabels);
    labelTables.alarms(trained.get(TrainInRounds.ALARMS));
    Publishing publishing = new Publishing(workspace, directory);
    publishing.weights(trained.get(TrainInRounds.TRAINED));
    publishing.predictions(
        predicted.get(PredictCases.CASES), experiment.prediction(), experiment.classes());
    publishing.pseudoLabels(pseudoLabels, experiment.pseudoLabels().roundCount());
  }
}
