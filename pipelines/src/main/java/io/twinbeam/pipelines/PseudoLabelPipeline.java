package io.twinbeam.pipelines;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.pseudolabel.LabelledCase;
import io.twinbeam.transforms.pseudolabel.MeasureLabelledCases;
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

/** Pseudo-labels of any scans by a finished run: read, preprocess as in training, pseudo-label. */
public final class PseudoLabelPipeline {

  private PseudoLabelPipeline() {}

  /**
   * Adds the pseudo-labelling to {@code pipeline}.
   *
   * @param experiment the experiment of the teacher, with the scans to pseudo-label
   * @param teacher the run that predicts
   * @param labelledCases cases of the workspace that the teacher was trained on with their labels,
   *     to compare with; none to compare with nothing
   * @param workspace the folder of the artifact store
   * @param directory where results go
   */
  public static void build(
      Pipeline pipeline,
      Experiment experiment,
      TrainedRun teacher,
      List<SplitCase> labelledCases,
      String workspace,
      RunDirectory directory) {
    PCollectionView<List<TrainedRun>> teachers =
        pipeline.apply("NameTeacher", Create.of(teacher)).apply("GatherTeachers", View.asList());
    PCollectionView<List<LabelledCase>> labelled =
        pipeline
            .apply(
                "NameLabelledCases",
                Create.of(labelledCases).withCoder(RecordCoder.of(SplitCase.class)))
            .apply("MeasureLabelledCases", MeasureLabelledCases.of(workspace, experiment.classes()))
            .apply("GatherLabelledCases", View.asList());
    PCollectionTuple read = pipeline.apply("ReadCases", ReadCases.from(experiment.data()));
    PCollectionTuple preprocessed =
        read.get(ReadCases.CASES)
            .apply("PreprocessCases", PreprocessCases.of(workspace, experiment.preprocessing()));
    PCollection<SplitCase> cases =
        preprocessed
            .get(PreprocessCases.CASES)
            .apply(
                "TakeAllAsUnlabelled",
                MapElements.into(TypeDescriptor.of(SplitCase.class))
                    .via(preprocessedCase -> new SplitCase(CaseRole.UNLABELLED, preprocessedCase)));
    PCollectionTuple labels =
        cases.apply(
            "PseudoLabelCases",
            new PseudoLabelCases(
                experiment, workspace, teachers, labelled, experiment.pseudoLabels().roundCount()));
    PCollection<FailedCase> failed =
        PCollectionList.of(read.get(ReadCases.FAILED))
            .and(preprocessed.get(PreprocessCases.FAILED))
            .and(labels.get(PseudoLabelCases.FAILED))
            .apply("GatherFailedCases", Flatten.pCollections());

    Tables tables = new Tables(directory, experiment.folded());
    tables.cases(cases, false);
    tables.failedCases(failed);
    PCollection<FilteredPseudoLabel> filtered = labels.get(PseudoLabelCases.LABELS);
    PseudoLabelTables pseudoLabels =
        new PseudoLabelTables(directory, experiment.folded(), experiment.pseudoLabels());
    pseudoLabels.labels(filtered);
    pseudoLabels.alarms(labels.get(PseudoLabelCases.ALARMS));
    new Publishing(workspace, directory).soleTeachersPseudoLabels(filtered);
  }
}
