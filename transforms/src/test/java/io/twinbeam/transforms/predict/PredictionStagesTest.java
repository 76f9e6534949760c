package io.twinbeam.transforms.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.inference.LoadedNetworks;
import io.twinbeam.model.inference.Prediction;
import io.twinbeam.model.inference.Predictor;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.evaluate.CaseMetrics;
import io.twinbeam.transforms.evaluate.EvaluateCases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small run, trained once: what it predicts, which voxels are kept, how good it is. */
final class PredictionStagesTest {

  private static final RunName RUN = new RunName("supervised", 3);
  private static final PredictionSettings SETTINGS =
      new PredictionSettings(SmallRuns.PATCH, new GridShape(8, 8, 16), 2, 1, "cpu");

  @TempDir private static Path workspace;
  private static ArtifactStore store;
  private static TrainedRun trained;

  @BeforeAll
  static void train() {
    store = ArtifactStore.at(SmallData.workspaceAt(workspace));
    trained = SmallRuns.trained(RUN, workspace);
  }

  private static PCollection<SplitCase> cases(Pipeline pipeline, List<PreprocessedCase> cases) {
    List<SplitCase> tested =
        cases.stream().map(preprocessed -> new SplitCase(CaseRole.TEST, preprocessed)).toList();
    return pipeline.apply("Cases", Create.of(tested).withCoder(RecordCoder.of(SplitCase.class)));
  }

  private static PCollectionView<List<TrainedRun>> runs(Pipeline pipeline, TrainedRun... runs) {
    return pipeline
        .apply("Runs", Create.of(List.of(runs)).withCoder(RecordCoder.of(TrainedRun.class)))
        .apply(View.asList());
  }

  private record Outcome(List<PredictedCase> cases, List<FailedCase> failed) {

    Set<PredictedCase> asSet() {
      return new HashSet<>(cases);
    }
  }

  private static Outcome predict(List<PreprocessedCase> cases, TrainedRun... runs) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        cases(pipeline, cases)
            .apply(
                PredictCases.of("predict", workspace.toString(), SETTINGS, runs(pipeline, runs)));
    Capture<PredictedCase> predicted = Capture.of(outputs.get(PredictCases.CASES));
    Capture<FailedCase> failed = Capture.of(outputs.get(PredictCases.FAILED));
    Capture.run(pipeline);
    return new Outcome(predicted.elements(), failed.elements());
  }

  private static ByteArrayInputStream file(ArtifactRef ref, String name) throws IOException {
    return new ByteArrayInputStream(store.read(store.get(ref), name));
  }

  private static LabelMap labelMap(PredictedCase predicted) throws IOException {
    return Nifti.readLabelMap(file(predicted.artifact(), PredictedCase.PREDICTION));
  }

  private static Volume entropy(PredictedCase predicted) throws IOException {
    return Nifti.readVolume(file(predicted.artifact(), PredictedCase.ENTROPY));
  }

  /** The same networks over the same image, without a pipeline. */
  private static Prediction oracle(PreprocessedCase preprocessed) throws IOException {
    StoredCases stored = new StoredCases(store);
    List<Map<String, Tensor>> weights = new ArrayList<>();
    for (String name : List.of(TrainedRun.NETWORK_A, TrainedRun.NETWORK_B)) {
      weights.add(Safetensors.read(file(trained.weights(), name)).tensors());
    }
    List<NetworkSpec> specs = List.of(SmallRuns.A, SmallRuns.B);
    try (LoadedNetworks networks = new LoadedNetworks(specs, weights, "cpu")) {
      InferenceSettings windows =
          new InferenceSettings(SETTINGS.patch(), SETTINGS.stride(), SETTINGS.windowsPerBatch());
      return new Predictor(networks.networks(), windows)
          .predict(stored.image(preprocessed))
          .onto(stored.sourceGrid(preprocessed));
    }
  }

  @Test
  void predictionsLieOnTheSourceGridAndEqualThoseWithoutAPipeline() throws IOException {
    Outcome outcome = predict(SmallData.cases(), trained);
    assertEquals(List.of(), outcome.failed());
    assertEquals(4, outcome.asSet().size());
    for (PredictedCase predicted : outcome.cases()) {
      PreprocessedCase preprocessed = predicted.preprocessed();
      assertEquals("20x16x30", preprocessed.shape());
      VoxelGrid source = sourceGrid();
      LabelMap prediction = labelMap(predicted);
      assertEquals(source.shape(), prediction.shape());
      assertTrue(source.matches(prediction.grid(), 1e-5));
      Prediction expected = oracle(preprocessed);
      assertArrayEquals(expected.argmax().voxels(), prediction.voxels());
      Volume entropy = entropy(predicted);
      assertTrue(source.matches(entropy.grid(), 1e-5));
      assertArrayEquals(expected.entropy().voxels(), entropy.voxels());
    }
  }

  /** As {@link Phantom} lays it out. */
  private static VoxelGrid sourceGrid() {
    VoxelGrid grid = Phantom.generate(SmallData.SPEC, 5, 0).image().grid();
    assertEquals(new GridShape(20, 20, 24), grid.shape());
    return grid;
  }

  @Test
  void theRunHasLearntEnoughForTheNextTestsToMeanSomething() throws IOException {
    PredictedCase predicted = predict(SmallData.cases().subList(0, 1), trained).cases().get(0);
    assertEquals(2, labelMap(predicted).counts().length, "both classes are predicted");
  }

  @Test
  void predictingAgainGivesTheSameArtifacts() {
    assertEquals(
        predict(SmallData.cases(), trained).asSet(), predict(SmallData.cases(), trained).asSet());
  }

  @Test
  void aRunWhoseWeightsDoNotFitFailsForEachCaseWhileOthersGoOn() {
    TrainedRun swapped =
        new TrainedRun(
            new RunName("broken", 1),
            List.of(SmallRuns.B, SmallRuns.A),
            trained.weights(),
            "another digest");
    Outcome outcome = predict(SmallData.cases().subList(0, 2), swapped, trained);
    assertEquals(2, outcome.cases().size());
    assertTrue(outcome.cases().stream().allMatch(predicted -> predicted.run().equals(RUN)));
    assertEquals(2, outcome.failed().size());
    for (FailedCase failed : outcome.failed()) {
      assertEquals("predict", failed.stage());
      assertTrue(failed.source().endsWith(" by broken-seed1"), failed.source());
    }
  }

  @Test
  void aRunOfAFoldPredictsTheCasesOfItsOwnFoldAlone() {
    List<TrainedRun> folds =
        IntStream.rangeClosed(1, 2)
            .mapToObj(
                fold ->
                    new TrainedRun(
                        new RunName("supervised", fold, 3),
                        trained.networks(),
                        trained.weights(),
                        trained.content()))
            .toList();
    List<PreprocessedCase> all = SmallData.cases();
    Pipeline pipeline = Pipeline.create();
    Capture<PredictedCase> predicted =
        Capture.of(
            pipeline
                .apply(
                    "Cases",
                    Create.of(
                            new SplitCase(1, CaseRole.TEST, all.get(0)),
                            new SplitCase(2, CaseRole.TEST, all.get(1)),
                            new SplitCase(CaseRole.TEST, all.get(2)))
                        .withCoder(RecordCoder.of(SplitCase.class)))
                .apply(
                    PredictCases.of(
                        "predict",
                        workspace.toString(),
                        SETTINGS,
                        runs(pipeline, folds.toArray(TrainedRun[]::new))))
                .get(PredictCases.CASES));
    Capture.run(pipeline);
    assertEquals(
        List.of(
            "supervised-fold1-seed3 phantom_0",
            "supervised-fold1-seed3 phantom_2",
            "supervised-fold2-seed3 phantom_1",
            "supervised-fold2-seed3 phantom_2"),
        predicted.elements().stream()
            .map(one -> one.run().runId() + " " + one.preprocessed().caseId())
            .sorted()
            .toList());
  }

  @Test
  void withoutRunsNothingIsPredicted() {
    assertEquals(new Outcome(List.of(), List.of()), predict(SmallData.cases()));
    assertEquals(new Outcome(List.of(), List.of()), predict(List.of(), trained));
  }

  @Test
  void metricsAreTakenOnTheSourceGridAgainstTheDeliveredLabelMap() throws IOException {
    PreprocessedCase last = SmallData.cases().get(3);
    PreprocessedCase bare =
        new PreprocessedCase(
            "bare",
            last.artifact(),
            last.content(),
            last.channels(),
            last.shape(),
            false,
            List.of(),
            "bare.nii",
            List.of("", ""),
            false);
    Outcome predicted = predict(List.of(last, bare), trained);
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(Create.of(predicted.cases()).withCoder(RecordCoder.of(PredictedCase.class)))
            .apply(EvaluateCases.of(workspace.toString(), 2));
    Capture<CaseMetrics> metrics = Capture.of(outputs.get(EvaluateCases.METRICS));
    Capture<FailedCase> failed = Capture.of(outputs.get(EvaluateCases.FAILED));
    Capture.run(pipeline);
    byte[] body = Phantom.generate(SmallData.SPEC, 5, 3).labels().voxels().clone();
    for (int v = 0; v < body.length; v++) {
      body[v] = (byte) Math.min(1, body[v]);
    }
    LabelMap prediction = labelMap(predicted.cases().get(0));
    LabelMap reference = new LabelMap(prediction.grid(), body);
    assertEquals(
        new CaseMetrics(RUN, "phantom_3", 1, SegmentationMetrics.of(prediction, reference, 1)),
        metrics.only());
    assertEquals("bare", failed.only().caseId());
    assertEquals(Fault.LABEL_MISSING, failed.only().reason());
    assertEquals("evaluate", failed.only().stage());
  }

  @Test
  void nothingIsMeasuredFromNothing() {
    Pipeline pipeline = Pipeline.create();
    PCollection<PredictedCase> none =
        pipeline.apply(Create.empty(RecordCoder.of(PredictedCase.class)));
    PCollectionTuple evaluated = none.apply(EvaluateCases.of(workspace.toString(), 2));
    PAssert.that(evaluated.get(EvaluateCases.METRICS)).empty();
    PAssert.that(evaluated.get(EvaluateCases.FAILED)).empty();
    pipeline.run().waitUntilFinish();
  }
}
