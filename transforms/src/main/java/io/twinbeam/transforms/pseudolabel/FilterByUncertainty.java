package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Every pseudo-label with its unreliable voxels marked, those that some filter rejects, and with a
 * verdict on it as a whole. Voxels that preprocessing cropped away stay background, and count for
 * nothing.
 */
public final class FilterByUncertainty
    extends PTransform<PCollection<PredictedCase>, PCollection<FilteredPseudoLabel>> {

  private final String workspace;
  private final PseudoLabelSettings settings;
  private final PCollectionView<List<LabelledCase>> labelled;
  private final int round;

  private FilterByUncertainty(
      String workspace,
      PseudoLabelSettings settings,
      PCollectionView<List<LabelledCase>> labelled,
      int round) {
    this.workspace = workspace;
    this.settings = settings;
    this.labelled = labelled;
    this.round = round;
  }

  /**
   * Keeps marked pseudo-labels in the workspace.
   *
   * @param workspace the folder of the artifact store
   * @param settings which voxels are kept, and which pseudo-labels accepted
   * @param labelled what their volumes are compared with
   */
  public static FilterByUncertainty of(
      String workspace,
      PseudoLabelSettings settings,
      PCollectionView<List<LabelledCase>> labelled) {
    return new FilterByUncertainty(workspace, settings, labelled, 1);
  }

  /** The same for the pseudo-labels of a later round, counted from 1. */
  public FilterByUncertainty withRound(int changed) {
    return new FilterByUncertainty(workspace, settings, labelled, changed);
  }

  @Override
  public PCollection<FilteredPseudoLabel> expand(PCollection<PredictedCase> predicted) {
    return predicted.apply(
        "MarkUnreliableVoxels",
        ParDo.of(new FilterFn(workspace, CanonicalJson.write(settings), labelled, round))
            .withSideInputs(labelled));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("settings", CanonicalJson.write(settings)));
  }

  private static final class FilterFn extends DoFn<PredictedCase, FilteredPseudoLabel> {

    private static final String PRODUCER = "filter/5";

    private final Counter filtered =
        Metrics.counter(FilterByUncertainty.class, "pseudo_labels_filtered");
    private final Counter refused =
        Metrics.counter(FilterByUncertainty.class, "pseudo_labels_rejected");
    private final String workspace;
    private final String settingsJson;
    private final PCollectionView<List<LabelledCase>> labelledView;
    private final int round;
    private transient PseudoLabelSettings settings;
    private transient ArtifactStore store;

    FilterFn(
        String workspace,
        String settingsJson,
        PCollectionView<List<LabelledCase>> labelledView,
        int round) {
      this.workspace = workspace;
      this.settingsJson = settingsJson;
      this.labelledView = labelledView;
      this.round = round;
    }

    @Setup
    public void setup() {
      settings = CanonicalJson.read(settingsJson, PseudoLabelSettings.class);
      store = ArtifactStore.at(workspace);
    }

    @ProcessElement
    public void processElement(ProcessContext context) throws IOException {
      PredictedCase predicted = context.element();
      List<LabelledCase> labelled =
          context.sideInput(labelledView).stream()
              .filter(one -> one.isForFold(predicted.run().fold()))
              .sorted(Comparator.comparing(LabelledCase::caseId))
              .toList();
      PseudoLabelFiles files = new PseudoLabelFiles(store, settings, round);
      Artifact artifact =
          store.findOrMake(key(predicted, labelled), sink -> files.make(predicted, labelled, sink));
      String json =
          new String(store.read(artifact, FilteredPseudoLabel.FACTS), StandardCharsets.UTF_8);
      PseudoLabelFacts facts = CanonicalJson.read(json, PseudoLabelFacts.class);
      filtered.inc();
      refused.inc(facts.accepted() ? 0 : 1);
      Progress.of("filter").computed();
      context.output(
          new FilteredPseudoLabel(
              predicted.trained(), predicted.preprocessed(), artifact.ref(), facts));
    }

    private ArtifactKey key(PredictedCase predicted, List<LabelledCase> labelled) {
      Map<String, Object> made = new TreeMap<>();
      made.put("classes", settings.classes());
      made.put("rules", settings.rules());
      made.put("accept", settings.acceptance());
      made.put("run", predicted.run());
      made.put("round", round);
      made.put("teacher", predicted.trained().content());
      made.put("caseId", predicted.preprocessed().caseId());
      if (settings.acceptance().readsVolumes()) {
        made.put("labelled", labelled);
      }
      return ArtifactKey.of("pseudo-label", PRODUCER, made, List.of(predicted.artifact().digest()));
    }
  }
}
