package io.twinbeam.transforms.evaluate;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.MetricSettings;
import io.twinbeam.model.metric.SegmentationMetrics;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The metrics of every predicted case, one element per foreground class and, where there are
 * several, one for their union, measured on the source grid against the label map as it was
 * delivered. A case that has none comes out of {@link #FAILED}.
 */
public final class EvaluateCases extends PTransform<PCollection<PredictedCase>, PCollectionTuple> {

  public static final TupleTag<CaseMetrics> METRICS = new TupleTag<>() {};
  public static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  private final String workspace;
  private final int classes;
  private final MetricSettings settings;

  private EvaluateCases(String workspace, int classes, MetricSettings settings) {
    this.workspace = workspace;
    this.classes = classes;
    this.settings = settings;
  }

  /**
   * Measures against the label maps kept with the cases.
   *
   * @param workspace the folder of the artifact store
   * @param classes the number of classes, background included
   */
  public static EvaluateCases of(String workspace, int classes) {
    return new EvaluateCases(workspace, classes, MetricSettings.STANDARD);
  }

  /** Measures with other settings; {@link MetricSettings#STANDARD} by default. */
  public EvaluateCases withSettings(MetricSettings changed) {
    return new EvaluateCases(workspace, classes, changed);
  }

  @Override
  public PCollectionTuple expand(PCollection<PredictedCase> predicted) {
    return predicted.apply(
        "MeasureEachCase",
        ParDo.of(new EvaluateFn(workspace, classes, CanonicalJson.write(settings)))
            .withOutputTags(METRICS, TupleTagList.of(FAILED)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("classes", classes))
        .add(DisplayData.item("surfaceToleranceMm", settings.surfaceToleranceMm()))
        .add(DisplayData.item("minLesionMm3", settings.minLesionMm3()));
  }

  private static final class EvaluateFn extends DoFn<PredictedCase, CaseMetrics> {

    private final Counter evaluated = Metrics.counter(EvaluateCases.class, "cases_evaluated");
    private final Counter failed = Metrics.counter(EvaluateCases.class, "cases_failed");
    private final String workspace;
    private final int classes;
    private final String settingsJson;
    private transient MetricSettings settings;
    private transient ArtifactStore store;
    private transient StoredCases stored;

    EvaluateFn(String workspace, int classes, String settingsJson) {
      this.workspace = workspace;
      this.classes = classes;
      this.settingsJson = settingsJson;
    }

    @Setup
    public void setup() {
      settings = CanonicalJson.read(settingsJson, MetricSettings.class);
      store = ArtifactStore.at(workspace);
      stored = new StoredCases(store);
    }

    @ProcessElement
    public void processElement(@Element PredictedCase predicted, MultiOutputReceiver outputs)
        throws IOException {
      PreprocessedCase preprocessed = predicted.preprocessed();
      LabelMap prediction =
          Nifti.readLabelMap(
              new ByteArrayInputStream(
                  store.read(store.get(predicted.artifact()), PredictedCase.PREDICTION)));
      try {
        LabelMap reference = reference(preprocessed);
        measure(prediction, reference)
            .forEach(
                (classId, metrics) ->
                    outputs
                        .get(METRICS)
                        .output(
                            new CaseMetrics(
                                predicted.run(), preprocessed.caseId(), classId, metrics)));
        evaluated.inc();
        Progress.of("evaluate").computed();
      } catch (RuntimeException e) {
        failed.inc();
        Progress.of("evaluate").failed(preprocessed.caseId(), e);
        outputs
            .get(FAILED)
            .output(FailedCase.of(preprocessed.caseId(), preprocessed.source(), "evaluate", e));
      }
    }

    private Map<Integer, ClassMetrics> measure(LabelMap prediction, LabelMap reference) {
      SegmentationMetrics metrics =
          SegmentationMetrics.between(prediction, reference, classes, settings);
      Map<Integer, ClassMetrics> byClass = new TreeMap<>();
      for (int classId = 1; classId < classes; classId++) {
        byClass.put(classId, metrics.ofClass(classId));
      }
      if (classes > 2) {
        byClass.put(CaseMetrics.POOLED, metrics.pooled());
      }
      return byClass;
    }

    private LabelMap reference(PreprocessedCase preprocessed) throws IOException {
      if (!preprocessed.labelled()) {
        throw new InvalidCaseException(
            Fault.LABEL_MISSING,
            preprocessed.caseId() + ": nothing to measure against; " + Fault.LABEL_MISSING.cure());
      }
      return stored.reference(preprocessed);
    }
  }
}
