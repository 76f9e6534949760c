package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.uncertainty.Reliability;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.pseudolabel.FilteredPseudoLabel.ClassShare;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/**
 * Every pseudo-label with its unreliable voxels marked: those whose entropy is above the quantile
 * of their predicted class (or of all voxels).
 */
public final class FilterByUncertainty
    extends PTransform<PCollection<PredictedCase>, PCollection<FilteredPseudoLabel>> {

  private final String workspace;
  private final ReliabilitySettings settings;

  private FilterByUncertainty(String workspace, ReliabilitySettings settings) {
    this.workspace = workspace;
    this.settings = settings;
  }

  /**
   * Keeps marked pseudo-labels in the workspace.
   *
   * @param workspace the folder of the artifact store
   * @param settings which voxels are kept
   */
  public static FilterByUncertainty of(String workspace, ReliabilitySettings settings) {
    return new FilterByUncertainty(workspace, settings);
  }

  @Override
  public PCollection<FilteredPseudoLabel> expand(PCollection<PredictedCase> predicted) {
    return predicted.apply(
        "MarkUnreliableVoxels", ParDo.of(new FilterFn(workspace, CanonicalJson.write(settings))));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("settings", CanonicalJson.write(settings)));
  }

  private static final class FilterFn extends DoFn<PredictedCase, FilteredPseudoLabel> {

    private static final String PRODUCER = "filter/2";
    private static final String SHARES = "classes.json";

    private final Counter filtered =
        Metrics.counter(FilterByUncertainty.class, "pseudo_labels_filtered");
    private final String workspace;
    private final String settingsJson;
    private transient ReliabilitySettings settings;
    private transient ArtifactStore store;

    FilterFn(String workspace, String settingsJson) {
      this.workspace = workspace;
      this.settingsJson = settingsJson;
    }

    @Setup
    public void setup() {
      settings = CanonicalJson.read(settingsJson, ReliabilitySettings.class);
      store = ArtifactStore.at(workspace);
    }

    @ProcessElement
    public void processElement(
        @Element PredictedCase predicted, OutputReceiver<FilteredPseudoLabel> filteredLabels)
        throws IOException {
      ArtifactKey key =
          ArtifactKey.of(
              "pseudo-label", PRODUCER, settings, List.of(predicted.artifact().digest()));
      Artifact artifact = store.findOrMake(key, sink -> make(predicted, sink));
      String json = new String(store.read(artifact, SHARES), StandardCharsets.UTF_8);
      filtered.inc();
      Progress.of("filter").computed();
      filteredLabels.output(
          new FilteredPseudoLabel(
              predicted.run(),
              predicted.preprocessed().caseId(),
              artifact.ref(),
              Arrays.asList(CanonicalJson.read(json, ClassShare[].class))));
    }

    private void make(PredictedCase predicted, ArtifactStore.Sink sink) throws IOException {
      Artifact source = store.get(predicted.artifact());
      byte[] entropyFile = store.read(source, PredictedCase.ENTROPY);
      LabelMap prediction =
          Nifti.readLabelMap(
              new ByteArrayInputStream(store.read(source, PredictedCase.PREDICTION)));
      Volume entropy = Nifti.readVolume(new ByteArrayInputStream(entropyFile));
      boolean[] kept =
          Reliability.mask(
              entropy.voxels(),
              prediction.voxels(),
              settings.classes(),
              settings.share(),
              settings.perClass());
      LabelMap marked = Reliability.marked(prediction, kept, FilteredPseudoLabel.IGNORE);
      byte[] shares =
          CanonicalJson.write(shares(prediction, entropy, kept)).getBytes(StandardCharsets.UTF_8);
      sink.file(FilteredPseudoLabel.LABEL, stream -> Nifti.writeGz(marked, stream));
      sink.file(FilteredPseudoLabel.ENTROPY, stream -> stream.write(entropyFile));
      sink.file(SHARES, stream -> stream.write(shares));
    }

    private List<ClassShare> shares(LabelMap prediction, Volume entropy, boolean[] kept) {
      long[] voxels = new long[settings.classes()];
      long[] keptVoxels = new long[settings.classes()];
      double[] sum = new double[settings.classes()];
      for (int v = 0; v < kept.length; v++) {
        int predicted = prediction.voxels()[v] & 0xff;
        voxels[predicted]++;
        keptVoxels[predicted] += kept[v] ? 1 : 0;
        sum[predicted] += entropy.voxels()[v];
      }
      List<ClassShare> shares = new ArrayList<>();
      for (int c = 0; c < voxels.length; c++) {
        shares.add(
            new ClassShare(voxels[c], keptVoxels[c], voxels[c] == 0 ? 0 : sum[c] / voxels[c]));
      }
      return shares;
    }
  }
}
