package io.twinbeam.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import io.twinbeam.transforms.evaluate.EvaluateCases;
import io.twinbeam.transforms.predict.PredictCases;
import io.twinbeam.transforms.predict.PredictionSettings;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.pseudolabel.FilterByUncertainty;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel;
import io.twinbeam.transforms.pseudolabel.LabelledCase;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.train.TrainSegmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cases of two channels from source to metrics. The first channel is another case's and tells
 * nothing, so that all which is learnt comes from the second.
 */
final class TwoChannelsTest {

  private static final RunName RUN = new RunName("supervised", 3);
  private static final PredictionSettings WINDOWS =
      new PredictionSettings(SmallRuns.PATCH, new GridShape(8, 8, 16), 2, 1, "cpu");

  @TempDir private static Path workspace;

  private static StoredCases stored;
  private static List<PreprocessedCase> cases;
  private static TrainedRun trained;

  @BeforeAll
  static void preprocessAndTrain() {
    stored = new StoredCases(ArtifactStore.at(SmallData.workspaceAt(workspace)));
    cases = preprocess(source(0, 10, 0), source(1, 11, 1), source(2, 12, 2), source(3, 13, 3));
    List<SplitCase> split = new ArrayList<>();
    cases.subList(0, 3).forEach(c -> split.add(new SplitCase(CaseRole.LABELLED, c)));
    Outcome outcome = train(settings(2), split);
    assertEquals(List.of(), outcome.failed());
    trained = outcome.trained().get(0);
  }

  /** The label map of case {@code index} with the images of two cases. */
  private static CaseSource source(int index, int first, int second) {
    return new CaseSource(
        "case_" + index,
        List.of(
            SmallData.source(first).channels().get(0), SmallData.source(second).channels().get(0)),
        SmallData.source(index).label(),
        true,
        false);
  }

  private static PCollectionTuple preprocess(Pipeline pipeline, CaseSource... sources) {
    return pipeline
        .apply(Create.of(List.of(sources)).withCoder(RecordCoder.of(CaseSource.class)))
        .apply(PreprocessCases.of(workspace.toString(), SmallData.preprocessing().withChannels(2)));
  }

  private static List<PreprocessedCase> preprocess(CaseSource... sources) {
    Pipeline pipeline = Pipeline.create();
    Capture<PreprocessedCase> done =
        Capture.of(preprocess(pipeline, sources).get(PreprocessCases.CASES));
    Capture.run(pipeline);
    return done.elements().stream().sorted(Comparator.comparing(PreprocessedCase::caseId)).toList();
  }

  private static RunSettings settings(int channels) {
    NetworkSpec network = new NetworkSpec(Architecture.VNET, 2, channels, 2, 0);
    RunSettings few = SmallRuns.settings(RUN, 80, 40, 0.02);
    return new RunSettings(RUN.seed(), network, network, few.method(), few.training());
  }

  private record Outcome(List<TrainedRun> trained, List<FailedCase> failed) {}

  private static Outcome train(RunSettings settings, List<SplitCase> cases) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(
                Create.of(cases.stream().map(split -> KV.of(RUN.runId(), split)).toList())
                    .withCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class))))
            .apply(TrainSegmenter.of(workspace.toString(), Map.of(RUN, settings)));
    Capture<TrainedRun> trained = Capture.of(outputs.get(TrainSegmenter.TRAINED));
    Capture<FailedCase> failed = Capture.of(outputs.get(TrainSegmenter.FAILED));
    Capture.run(pipeline);
    return new Outcome(trained.elements(), failed.elements());
  }

  private static PCollectionTuple predict(Pipeline pipeline, List<PreprocessedCase> cases) {
    return pipeline
        .apply(
            "Cases",
            Create.of(cases.stream().map(one -> new SplitCase(CaseRole.TEST, one)).toList())
                .withCoder(RecordCoder.of(SplitCase.class)))
        .apply(
            PredictCases.of(
                "predict",
                workspace.toString(),
                WINDOWS,
                pipeline
                    .apply("Runs", Create.of(trained).withCoder(RecordCoder.of(TrainedRun.class)))
                    .apply(View.asList())));
  }

  private static double dice(PreprocessedCase preprocessed) {
    Pipeline pipeline = Pipeline.create();
    Capture<CaseMetrics> metrics =
        Capture.of(
            predict(pipeline, List.of(preprocessed))
                .get(PredictCases.CASES)
                .apply(EvaluateCases.of(workspace.toString(), 2))
                .get(EvaluateCases.METRICS));
    Capture.run(pipeline);
    return metrics.only().metrics().dice();
  }

  @Test
  void everyChannelIsKeptAsIfItWereAloneInAFileOfItsOwn() throws IOException {
    PreprocessedCase done = cases.get(3);
    assertEquals(2, done.channels());
    assertEquals("20x16x30", done.shape());
    assertEquals(
        Set.of(
            "case.json",
            "image_0000.nii.gz",
            "image_0001.nii.gz",
            "label.nii.gz",
            "reference.nii.gz"),
        ArtifactStore.at(workspace.toString()).get(done.artifact()).files().keySet());
    PreprocessedCase alone = SmallData.cases().get(3);
    assertEquals(1, alone.channels());
    Scan image = stored.image(done);
    assertEquals(2, image.size());
    assertEquals(stored.image(alone).channel(0), image.channel(1));
    assertEquals(image.channel(1), stored.channel(done, 1));
    assertEquals(stored.label(alone), stored.label(done));
  }

  @Test
  void theManifestStatesTheChannels() {
    Pipeline pipeline = Pipeline.create();
    Capture<ManifestEntry> entry =
        Capture.of(preprocess(pipeline, source(3, 13, 3)).get(PreprocessCases.ENTRIES));
    Capture.run(pipeline);
    assertEquals(2, entry.only().result().channels());
  }

  @Test
  void whatOnlyTheSecondChannelShowsIsPredicted() {
    double told = dice(cases.get(3));
    // Another patient's body at about the same place.
    double untold = dice(preprocess(source(3, 3, 13)).get(0));
    assertTrue(told > 0.85, "dice " + told);
    assertTrue(untold < told - 0.1, "dice " + untold + " with the channels swapped, not " + told);
  }

  @Test
  void pseudoLabelsComeFromBothChannels() {
    Pipeline pipeline = Pipeline.create();
    PCollection<PredictedCase> predicted =
        predict(pipeline, cases.subList(3, 4)).get(PredictCases.CASES);
    Capture<FilteredPseudoLabel> labels =
        Capture.of(
            predicted.apply(
                FilterByUncertainty.of(
                    workspace.toString(),
                    PseudoLabelSettings.of(0.7, true, 2),
                    pipeline
                        .apply("Labelled", Create.empty(RecordCoder.of(LabelledCase.class)))
                        .apply("GatherLabelled", View.asList()))));
    Capture.run(pipeline);
    assertEquals("case_3", labels.only().caseId());
    assertTrue(labels.only().facts().classes().get(1).kept() > 0, labels.only().toString());
  }

  @Test
  void aCaseWithOtherChannelsThanTheNetworksFailsWhileOthersGoOn() {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs = predict(pipeline, List.of(SmallData.cases().get(0), cases.get(3)));
    Capture<PredictedCase> predicted = Capture.of(outputs.get(PredictCases.CASES));
    Capture<FailedCase> failed = Capture.of(outputs.get(PredictCases.FAILED));
    Capture.run(pipeline);
    assertEquals("case_3", predicted.only().preprocessed().caseId());
    assertEquals("phantom_0", failed.only().caseId());
    assertEquals(Fault.CHANNELS_DIFFER, failed.only().reason());
    assertTrue(failed.only().message().contains("2 channels, this one has 1"));
  }

  @Test
  void networksOfOtherChannelsThanTheCasesAreNotTrained() {
    Outcome outcome = train(settings(1), List.of(new SplitCase(CaseRole.LABELLED, cases.get(0))));
    assertEquals(List.of(), outcome.trained());
    FailedCase failed = outcome.failed().get(0);
    assertEquals(Fault.CHANNELS_DIFFER, failed.reason());
    assertTrue(failed.message().contains("case case_0 has 2"), failed.message());
  }
}
