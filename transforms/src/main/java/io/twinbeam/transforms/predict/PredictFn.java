package io.twinbeam.transforms.predict;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.inference.Prediction;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Predicts one case by one run, or finds that it was done before. */
final class PredictFn extends DoFn<KV<TrainedRun, PreprocessedCase>, PredictedCase> {

  /** Rises when the same settings give other bytes, so that old artifacts are not taken for new. */
  private static final String PRODUCER = "predict/2";

  private final Counter predicted = Metrics.counter(PredictCases.class, "cases_predicted");
  private final Counter failed = Metrics.counter(PredictCases.class, "cases_failed");
  private final String stage;
  private final String workspace;
  private final String settingsJson;
  private transient PredictionSettings settings;
  private transient ArtifactStore store;
  private transient StoredCases stored;
  private transient LoadedRuns loaded;
  private transient String engine;

  PredictFn(String stage, String workspace, String settingsJson) {
    this.stage = stage;
    this.workspace = workspace;
    this.settingsJson = settingsJson;
  }

  @Setup
  public void setup() {
    settings = CanonicalJson.read(settingsJson, PredictionSettings.class);
    store = ArtifactStore.at(workspace);
    stored = new StoredCases(store);
    loaded = new LoadedRuns(store, settings);
    ComputeDevice.useThreads(settings.threads()); // A worker's process has no other way to know.
    engine = ComputeDevice.describe(settings.device());
  }

  @ProcessElement
  public void processElement(
      @Element KV<TrainedRun, PreprocessedCase> pair, MultiOutputReceiver outputs)
      throws IOException {
    TrainedRun run = pair.getKey();
    PreprocessedCase preprocessed = pair.getValue();
    ArtifactKey key =
        ArtifactKey.of(
            "prediction",
            PRODUCER,
            settings,
            List.of(engine, run.content(), preprocessed.content()));
    Optional<Artifact> present = store.find(key.ref());
    Prediction prediction = null;
    if (present.isEmpty()) {
      try {
        prediction =
            loaded
                .of(run)
                .predict(stored.image(preprocessed))
                .onto(stored.sourceGrid(preprocessed));
      } catch (RuntimeException e) {
        failed.inc();
        Progress.of(stage).failed(preprocessed.caseId(), e);
        outputs.get(PredictCases.FAILED).output(failure(run, preprocessed, e));
        return;
      }
    }
    outputs
        .get(PredictCases.CASES)
        .output(new PredictedCase(run.run(), preprocessed, keep(key, present, prediction).ref()));
  }

  private Artifact keep(ArtifactKey key, Optional<Artifact> present, Prediction prediction)
      throws IOException {
    predicted.inc();
    if (present.isPresent()) {
      Progress.of(stage).reused();
      return present.get();
    }
    Artifact made =
        store.findOrMake(
            key,
            sink -> {
              sink.file(
                  PredictedCase.PREDICTION, stream -> Nifti.writeGz(prediction.argmax(), stream));
              sink.file(
                  PredictedCase.ENTROPY, stream -> Nifti.writeGz(prediction.entropy(), stream));
            });
    Progress.of(stage).computed();
    return made;
  }

  private FailedCase failure(TrainedRun run, PreprocessedCase preprocessed, RuntimeException e) {
    String source = preprocessed.source() + " by " + run.run().runId();
    return FailedCase.of(preprocessed.caseId(), source, stage, e);
  }

  @Teardown
  public void teardown() {
    loaded.close();
  }
}
