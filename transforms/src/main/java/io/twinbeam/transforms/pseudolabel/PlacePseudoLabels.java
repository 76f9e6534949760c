package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Resample;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.EarlierRound;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Every accepted pseudo-label as its run trains on it in the next round, keyed by run id: brought
 * back from the source grid to that of the preprocessed case, each voxel as the nearest one, and
 * ignored where the source does not reach.
 */
public final class PlacePseudoLabels
    extends PTransform<PCollection<FilteredPseudoLabel>, PCollection<KV<String, SplitCase>>> {

  private final String workspace;

  private PlacePseudoLabels(String workspace) {
    this.workspace = workspace;
  }

  /**
   * Keeps resampled label maps in the workspace.
   *
   * @param workspace the folder of the artifact store
   */
  public static PlacePseudoLabels of(String workspace) {
    return new PlacePseudoLabels(workspace);
  }

  @Override
  public PCollection<KV<String, SplitCase>> expand(PCollection<FilteredPseudoLabel> labels) {
    return labels
        .apply("ResampleToTrainingGrid", ParDo.of(new PlaceFn(workspace)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class)));
  }

  private static final class PlaceFn extends DoFn<FilteredPseudoLabel, KV<String, SplitCase>> {

    private static final String PRODUCER = "place/1";

    private final Counter placed =
        Metrics.counter(PlacePseudoLabels.class, "pseudo_labels_trained_on");
    private final String workspace;
    private transient ArtifactStore store;
    private transient StoredCases stored;

    PlaceFn(String workspace) {
      this.workspace = workspace;
    }

    @Setup
    public void setup() {
      store = ArtifactStore.at(workspace);
      stored = new StoredCases(store);
    }

    @ProcessElement
    public void processElement(
        @Element FilteredPseudoLabel label, OutputReceiver<KV<String, SplitCase>> cases)
        throws IOException {
      if (!label.facts().accepted()) {
        return;
      }
      Artifact source = store.get(label.artifact());
      // By the bytes of the label map: what else is said of it makes no other label map.
      ArtifactKey key =
          ArtifactKey.of(
              "training-label",
              PRODUCER,
              Map.of(),
              List.of(
                  source.files().get(FilteredPseudoLabel.LABEL), label.preprocessed().content()));
      Artifact artifact = store.findOrMake(key, sink -> make(label, source, sink));
      placed.inc();
      EarlierRound earlier =
          EarlierRound.of(label.teacher())
              .with(new EarlierRound.Label(artifact.ref(), artifact.contentDigest()));
      SplitCase split =
          new SplitCase(label.run().fold(), CaseRole.UNLABELLED, label.preprocessed());
      cases.output(KV.of(label.run().runId(), split.after(earlier)));
    }

    private void make(FilteredPseudoLabel label, Artifact source, ArtifactStore.Sink sink)
        throws IOException {
      byte[] file = store.read(source, FilteredPseudoLabel.LABEL);
      VoxelGrid grid = stored.grid(label.preprocessed());
      LabelMap placed =
          Resample.nearest(
              Nifti.readLabelMap(new ByteArrayInputStream(file)), grid, FilteredPseudoLabel.IGNORE);
      sink.file(EarlierRound.LABEL, stream -> Nifti.writeGz(placed, stream));
    }
  }
}
