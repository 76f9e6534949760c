package io.twinbeam.transforms.predict;

import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.model.inference.Opinions;
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
import io.twinbeam.transforms.predict.PredictCases.Measures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Predicts one case by one run, or finds that it was done before. */
final class PredictFn extends DoFn<KV<TrainedRun, PreprocessedCase>, PredictedCase> {

  /** Rises when the same settings give other bytes, so that old artifacts are not taken for new. */
  private static final String PRODUCER = "predict/4";

  private final Counter predicted = Metrics.counter(PredictCases.class, "cases_predicted");
  private final Counter failed = Metrics.counter(PredictCases.class, "cases_failed");
  private final Counter componentsRemoved =
      Metrics.counter(PredictCases.class, "components_removed");
  private final Counter voxelsRemoved = Metrics.counter(PredictCases.class, "voxels_removed");
  private final String stage;
  private final String workspace;
  private final String settingsJson;
  private final String measuresJson;
  private transient PredictionSettings settings;
  private transient Measures measures;
  private transient ArtifactStore store;
  private transient StoredCases stored;
  private transient LoadedRuns loaded;
  private transient String engine;

  PredictFn(String stage, String workspace, String settingsJson, String measuresJson) {
    this.stage = stage;
    this.workspace = workspace;
    this.settingsJson = settingsJson;
    this.measuresJson = measuresJson;
  }

  @Setup
  public void setup() {
    settings = CanonicalJson.read(settingsJson, PredictionSettings.class);
    measures = CanonicalJson.read(measuresJson, Measures.class);
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
            "prediction", PRODUCER, made(), List.of(engine, run.content(), preprocessed.content()));
    Optional<Artifact> present = store.find(key.ref());
    Artifact artifact;
    if (present.isPresent()) {
      artifact = present.get();
      Progress.of(stage).reused();
    } else {
      CaseOutputs made;
      try {
        made = predict(run, preprocessed);
      } catch (RuntimeException e) {
        failed.inc();
        Progress.of(stage).failed(preprocessed.caseId(), e);
        outputs.get(PredictCases.FAILED).output(failure(run, preprocessed, e));
        return;
      }
      artifact = store.findOrMake(key, made::writeTo);
      Progress.of(stage).computed();
    }
    predicted.inc();
    tellRemoved(run, preprocessed, artifact, outputs.get(PredictCases.REMOVED));
    outputs.get(PredictCases.CASES).output(new PredictedCase(run, preprocessed, artifact.ref()));
  }

  /** Named as ever where nothing more than prediction and entropy is kept. */
  private Object made() {
    PredictionSettings prediction = settings.forArtifact();
    return measures.equals(Measures.NONE)
        ? prediction
        : Map.of("measures", measures, "prediction", prediction);
  }

  private CaseOutputs predict(TrainedRun run, PreprocessedCase preprocessed) throws IOException {
    Opinions opinions =
        loaded.of(run).opinions(stored.image(preprocessed), measures.wanted(), measures.flips());
    return CaseOutputs.of(opinions, stored.sourceGrid(preprocessed), settings, measures.wanted());
  }

  private void tellRemoved(
      TrainedRun run,
      PreprocessedCase preprocessed,
      Artifact artifact,
      OutputReceiver<RemovedComponents> receiver)
      throws IOException {
    if (settings.cleanUp().isEmpty()) {
      return;
    }
    double voxelMm3 = stored.sourceGrid(preprocessed).voxelMm3();
    for (CleanUp.Removed removed : CaseOutputs.removed(store, artifact)) {
      componentsRemoved.inc(removed.components());
      voxelsRemoved.inc(removed.voxels());
      receiver.output(RemovedComponents.of(run.run(), preprocessed.caseId(), removed, voxelMm3));
    }
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
