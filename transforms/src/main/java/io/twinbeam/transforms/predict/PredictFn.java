package io.twinbeam.transforms.predict;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.inference.Opinions;
import io.twinbeam.model.inference.Prediction;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.volume.Volume;
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
  private static final String PRODUCER = "predict/2";

  private final Counter predicted = Metrics.counter(PredictCases.class, "cases_predicted");
  private final Counter failed = Metrics.counter(PredictCases.class, "cases_failed");
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
    Opinions opinions = null;
    if (present.isEmpty()) {
      try {
        opinions =
            loaded
                .of(run)
                .opinions(stored.image(preprocessed), measures.wanted(), measures.flips())
                .onto(stored.sourceGrid(preprocessed));
      } catch (RuntimeException e) {
        failed.inc();
        Progress.of(stage).failed();
        outputs.get(PredictCases.FAILED).output(failure(run, preprocessed, e));
        return;
      }
    }
    outputs
        .get(PredictCases.CASES)
        .output(new PredictedCase(run, preprocessed, keep(key, present, opinions).ref()));
  }

  /** Named as ever where nothing more than prediction and entropy is kept. */
  private Object made() {
    return measures.equals(Measures.NONE)
        ? settings
        : Map.of("measures", measures, "prediction", settings);
  }

  private Artifact keep(ArtifactKey key, Optional<Artifact> present, Opinions opinions)
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
              Prediction mean = opinions.mean();
              sink.file(PredictedCase.PREDICTION, stream -> Nifti.writeGz(mean.argmax(), stream));
              sink.file(PredictedCase.ENTROPY, stream -> Nifti.writeGz(mean.entropy(), stream));
              for (Measure measure : measures.wanted()) {
                Volume map = opinions.measure(measure);
                sink.file(PredictedCase.measure(measure), stream -> Nifti.writeGz(map, stream));
              }
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
