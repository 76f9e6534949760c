package io.twinbeam.pipelines;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.evaluate.EvaluateCases;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.predict.PredictCases;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Finished runs on other data: read, preprocess as in training, predict, evaluate; no training. */
public final class EvaluatePipeline {

  private EvaluatePipeline() {}

  /**
   * Adds the evaluation to {@code pipeline}.
   *
   * @param experiment the experiment of the runs, with the data to evaluate on
   * @param trained the runs
   * @param workspace the folder of the artifact store
   * @param directory where results go
   */
  public static void build(
      Pipeline pipeline,
      Experiment experiment,
      List<TrainedRun> trained,
      String workspace,
      RunDirectory directory) {
    PCollectionView<List<TrainedRun>> runs =
        pipeline
            .apply("NameTrainedRuns", Create.of(trained))
            .apply("GatherTrainedRuns", View.asList());
    PCollectionTuple read = pipeline.apply("ReadCases", ReadCases.from(experiment.data()));
    PCollectionTuple preprocessed =
        read.get(ReadCases.CASES)
            .apply("PreprocessCases", PreprocessCases.of(workspace, experiment.preprocessing()));
    PCollection<SplitCase> cases =
        preprocessed
            .get(PreprocessCases.CASES)
            .apply(
                "TakeAllForTest",
                MapElements.into(TypeDescriptor.of(SplitCase.class))
                    .via(preprocessedCase -> new SplitCase(CaseRole.TEST, preprocessedCase)));
    PCollectionTuple predicted =
        cases.apply(
            "PredictCases",
            PredictCases.of("predict", workspace, experiment.prediction(), runs)
                .withWorkers(experiment.resources().hints()));
    PCollectionTuple evaluated =
        predicted
            .get(PredictCases.CASES)
            .apply(
                "EvaluateCases",
                EvaluateCases.of(workspace, experiment.classes())
                    .withSettings(experiment.metricSettings()));
    PCollection<FailedCase> failed =
        PCollectionList.of(read.get(ReadCases.FAILED))
            .and(preprocessed.get(PreprocessCases.FAILED))
            .and(predicted.get(PredictCases.FAILED))
            .and(evaluated.get(EvaluateCases.FAILED))
            .apply("GatherFailedCases", Flatten.pCollections());

    Tables tables = new Tables(directory, experiment.folded());
    tables.cases(cases, false);
    tables.metrics(evaluated.get(EvaluateCases.METRICS));
    if (experiment.prediction().cleanUp().isPresent()) {
      tables.cleanUp(predicted.get(PredictCases.REMOVED));
    }
    tables.failedCases(failed);
    new Publishing(workspace, directory)
        .predictions(
            predicted.get(PredictCases.CASES), experiment.prediction(), experiment.classes());
  }
}
