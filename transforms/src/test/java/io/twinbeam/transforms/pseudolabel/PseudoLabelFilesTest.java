package io.twinbeam.transforms.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.PredictedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One prediction on a crop, in a scan that ends with the crop and in one with air round it. */
final class PseudoLabelFilesTest {

  private static final int CROP = 10;
  private static final int AIR = 7;

  /** The prediction reaches one voxel beyond the crop. */
  private static final int SEEN = CROP + 2;

  @TempDir private Path workspace;

  private static VoxelGrid cube(int size, int startMm) {
    Affine affine =
        Affine.ofRows(new double[] {1, 0, 0, startMm, 0, 1, 0, startMm, 0, 0, 1, startMm});
    return new VoxelGrid(new GridShape(size, size, size), affine);
  }

  private record Outcome(PseudoLabelFacts facts, LabelMap marked) {}

  /** What becomes of the prediction in a scan with {@code air} voxels round what networks saw. */
  private Outcome outcome(int air) throws IOException {
    ArtifactStore store = ArtifactStore.at(workspace.toString());
    StoredCases stored = new StoredCases(store);
    VoxelGrid crop = cube(CROP, 0);
    VoxelGrid scan = cube(SEEN + 2 * air, -1 - air);
    Volume image = new Volume(crop, new float[CROP * CROP * CROP]);
    StoredCases.Content content =
        new StoredCases.Content(new Scan(List.of(image)), Optional.empty(), scan, Optional.empty());
    Artifact artifact = store.findOrMake(key("case", air), sink -> content.writeTo(sink));
    CaseSource source = new CaseSource("p", VolumeSource.of("nifti", "/data/p.nii.gz"), null);
    PreprocessedCase preprocessed = stored.describe(source, List.of("d", ""), artifact);

    int size = SEEN + 2 * air;
    byte[] classes = new byte[size * size * size];
    float[] entropy = new float[classes.length];
    for (int v = 0; v < classes.length; v++) {
      int i = v / (size * size) - air;
      int j = v / size % size - air;
      int k = v % size - air;
      if (Math.min(i, Math.min(j, k)) >= 0 && Math.max(i, Math.max(j, k)) < SEEN) {
        classes[v] = (byte) (i > 7 ? 1 : 0);
        entropy[v] = 0.01f + ((i * SEEN + j) * SEEN + k) * 7919 % (SEEN * SEEN * SEEN) / 4000f;
      }
    }
    Artifact predicted =
        store.findOrMake(
            key("prediction", air),
            sink -> {
              sink.file(
                  PredictedCase.PREDICTION,
                  stream -> Nifti.writeGz(new LabelMap(scan, classes), stream));
              sink.file(
                  PredictedCase.ENTROPY,
                  stream -> Nifti.writeGz(new Volume(scan, entropy), stream));
            });
    TrainedRun run =
        new TrainedRun(new RunName("cps", 1), List.of(), new ArtifactRef("w", "0"), "teacher");
    PseudoLabelFiles files = new PseudoLabelFiles(store, PseudoLabelSettings.of(0.5, true, 2), 1);
    Artifact made =
        store.findOrMake(
            key("pseudo-label", air),
            sink ->
                files.make(new PredictedCase(run, preprocessed, predicted.ref()), List.of(), sink));
    String json = new String(store.read(made, FilteredPseudoLabel.FACTS), StandardCharsets.UTF_8);
    return new Outcome(
        CanonicalJson.read(json, PseudoLabelFacts.class),
        Nifti.readLabelMap(new ByteArrayInputStream(store.read(made, FilteredPseudoLabel.LABEL))));
  }

  private static ArtifactKey key(String kind, int air) {
    return ArtifactKey.of(kind, "test/1", air, List.of());
  }

  @Test
  void airThatPreprocessingCroppedAwayChangesNoLimitAndNoShare() throws IOException {
    Outcome tight = outcome(0);
    Outcome padded = outcome(AIR);
    assertEquals(tight.facts().classes(), padded.facts().classes());
    assertEquals(tight.facts().keptFraction(), padded.facts().keptFraction());
    assertEquals(tight.facts().meanEntropyNats(), padded.facts().meanEntropyNats());
    assertEquals(0.5, padded.facts().keptFraction(), 0.01);
    assertEquals(0, tight.facts().croppedVoxels());
    int size = SEEN + 2 * AIR;
    long air = (long) size * size * size - (long) SEEN * SEEN * SEEN;
    assertEquals(air, padded.facts().croppedVoxels());
    assertEquals(
        tight.facts().voxels()[0] + air, padded.facts().voxels()[0], "voxels of the whole scan");
    assertEquals(tight.marked().counts()[255], padded.marked().counts()[255], "air is background");
  }
}
