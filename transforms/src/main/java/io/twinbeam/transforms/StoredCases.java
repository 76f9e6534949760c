package io.twinbeam.transforms;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Preprocessed cases as they lie in the artifact store: how they are written and read. */
public final class StoredCases {

  private static final String IMAGE = "image.nii.gz";
  private static final String LABEL = "label.nii.gz";
  private static final String REFERENCE = "reference.nii.gz";
  private static final String FACTS = "case.json";

  private final ArtifactStore store;

  public StoredCases(ArtifactStore store) {
    this.store = store;
  }

  /** What can be known of a case without reading its volumes. */
  private record Facts(
      int channels,
      String shape,
      List<Double> spacingMm,
      List<Long> classVoxels,
      String sourceShape,
      List<Double> sourceAffine) {}

  /**
   * A case to be written.
   *
   * @param image preprocessed intensities, one channel or more
   * @param label classes on the grid of {@code image}
   * @param sourceGrid where the source volume lies
   * @param reference classes on {@code sourceGrid}; present when {@code label} is
   */
  public record Content(
      Scan image, Optional<LabelMap> label, VoxelGrid sourceGrid, Optional<LabelMap> reference) {

    public void writeTo(ArtifactStore.Sink sink) throws IOException {
      for (int index = 0; index < image.size(); index++) {
        Volume channel = image.channel(index);
        sink.file(imageFile(index, image.size()), stream -> Nifti.writeGz(channel, stream));
      }
      if (label.isPresent()) {
        sink.file(LABEL, stream -> Nifti.writeGz(label.get(), stream));
        sink.file(REFERENCE, stream -> Nifti.writeGz(reference.get(), stream));
      }
      List<Long> counts =
          label.map(map -> Arrays.stream(map.counts()).boxed().toList()).orElse(List.of());
      Facts facts =
          new Facts(
              image.size(),
              image.shape().toString(),
              Arrays.stream(image.grid().spacingMm()).boxed().toList(),
              counts,
              sourceGrid.shape().toString(),
              Arrays.stream(sourceGrid.affine().toRows()).boxed().toList());
      byte[] json = CanonicalJson.writeIndented(facts).getBytes(StandardCharsets.UTF_8);
      sink.file(FACTS, stream -> stream.write(json));
    }
  }

  /** The file of channel {@code index} of {@code channels}, as nnU-Net numbers them. */
  private static String imageFile(int index, int channels) {
    return channels == 1 ? IMAGE : String.format(Locale.ROOT, "image_%04d.nii.gz", index);
  }

  /**
   * The element that stands for {@code artifact}.
   *
   * @param sourceDigests of images and label map; the second is dropped where the files turned out
   *     to hold no label map
   */
  public PreprocessedCase describe(CaseSource source, List<String> sourceDigests, Artifact artifact)
      throws IOException {
    Facts facts = facts(artifact);
    boolean labelled = isLabelled(artifact);
    return new PreprocessedCase(
        source.caseId(),
        artifact.ref(),
        artifact.contentDigest(),
        facts.channels(),
        facts.shape(),
        labelled,
        facts.classVoxels(),
        source.image(),
        labelled ? sourceDigests : List.of(sourceDigests.get(0), ""),
        source.testPart());
  }

  /** Preprocessed intensities, all channels. */
  public Scan image(PreprocessedCase preprocessed) throws IOException {
    List<Volume> channels = new ArrayList<>();
    for (int index = 0; index < preprocessed.channels(); index++) {
      channels.add(channel(preprocessed, index));
    }
    return new Scan(channels);
  }

  /** Preprocessed intensities of one channel, {@code index} from 0. */
  public Volume channel(PreprocessedCase preprocessed, int index) throws IOException {
    String file = imageFile(index, preprocessed.channels());
    return Nifti.readVolume(new ByteArrayInputStream(bytes(preprocessed, file)));
  }

  /** Where the voxels of the preprocessed volumes lie. */
  public VoxelGrid grid(PreprocessedCase preprocessed) throws IOException {
    String file = imageFile(0, preprocessed.channels());
    return Nifti.readGrid(new ByteArrayInputStream(bytes(preprocessed, file)));
  }

  /** Classes on the preprocessed grid. */
  public LabelMap label(PreprocessedCase preprocessed) throws IOException {
    return Nifti.readLabelMap(new ByteArrayInputStream(bytes(preprocessed, LABEL)));
  }

  /** Classes on the source grid. */
  public LabelMap reference(PreprocessedCase preprocessed) throws IOException {
    return Nifti.readLabelMap(new ByteArrayInputStream(bytes(preprocessed, REFERENCE)));
  }

  /** Whether the case has a label map. */
  public static boolean isLabelled(Artifact artifact) {
    return artifact.files().containsKey(LABEL);
  }

  /** mm per voxel of the preprocessed grid, along each array axis. */
  public List<Double> spacingMm(PreprocessedCase preprocessed) throws IOException {
    return facts(store.get(preprocessed.artifact())).spacingMm();
  }

  /** Where the voxels of the source volume lie. */
  public VoxelGrid sourceGrid(PreprocessedCase preprocessed) throws IOException {
    Facts facts = facts(store.get(preprocessed.artifact()));
    return new VoxelGrid(
        GridShape.parse(facts.sourceShape()),
        Affine.ofRows(facts.sourceAffine().stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private Facts facts(Artifact artifact) throws IOException {
    return CanonicalJson.read(
        new String(store.read(artifact, FACTS), StandardCharsets.UTF_8), Facts.class);
  }

  private byte[] bytes(PreprocessedCase preprocessed, String file) throws IOException {
    return store.read(store.get(preprocessed.artifact()), file);
  }
}
