package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.IOException;
import java.util.Arrays;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** The voxels and volumes of each class in the label map of every labelled case, as delivered. */
public final class MeasureLabelledCases
    extends PTransform<PCollection<SplitCase>, PCollection<LabelledCase>> {

  private final String workspace;
  private final int classes;

  private MeasureLabelledCases(String workspace, int classes) {
    this.workspace = workspace;
    this.classes = classes;
  }

  /**
   * Reads label maps of the workspace.
   *
   * @param workspace the folder of the artifact store
   * @param classes the number of classes, background included
   */
  public static MeasureLabelledCases of(String workspace, int classes) {
    return new MeasureLabelledCases(workspace, classes);
  }

  @Override
  public PCollection<LabelledCase> expand(PCollection<SplitCase> cases) {
    return cases.apply("CountLabelledVoxels", ParDo.of(new MeasureFn(workspace, classes)));
  }

  private static final class MeasureFn extends DoFn<SplitCase, LabelledCase> {

    private final String workspace;
    private final int classes;
    private transient StoredCases stored;

    MeasureFn(String workspace, int classes) {
      this.workspace = workspace;
      this.classes = classes;
    }

    @Setup
    public void setup() {
      stored = new StoredCases(ArtifactStore.at(workspace));
    }

    @ProcessElement
    public void processElement(@Element SplitCase split, OutputReceiver<LabelledCase> labelled)
        throws IOException {
      if (split.role() == CaseRole.LABELLED) {
        LabelMap reference = stored.reference(split.preprocessed());
        labelled.output(of(split.fold(), split.caseId(), reference, classes));
      }
    }
  }

  /** What there is in {@code reference}. */
  private static LabelledCase of(int fold, String caseId, LabelMap reference, int classes) {
    long[] voxels = Arrays.copyOf(reference.counts(), classes);
    double voxelMl = reference.grid().voxelMm3() / 1000;
    return new LabelledCase(
        fold,
        caseId,
        Arrays.stream(voxels).boxed().toList(),
        Arrays.stream(voxels).mapToObj(count -> count * voxelMl).toList());
  }
}
