package io.twinbeam.transforms.train;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.training.TrainingVolumes;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.EarlierRound;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The cases of a run, read from the artifact store unless the cache of the process has them. */
final class StoredTrainingVolumes implements TrainingVolumes {

  /** A case with the label map that a round before has made for it. */
  private record PseudoLabelled(PreprocessedCase preprocessed, EarlierRound.Label label) {}

  private final ArtifactStore store;
  private final StoredCases stored;
  private final VolumeCache cache;
  private final List<PreprocessedCase> labelled;
  private final List<PreprocessedCase> unlabelled;
  private final List<PseudoLabelled> pseudoLabelled;
  private final double pseudoLabelledShare;

  /**
   * @param cases in the order in which the run counts them
   * @param pseudoLabelledShare the share of labelled patches that come from pseudo-labels
   */
  StoredTrainingVolumes(
      ArtifactStore store, VolumeCache cache, List<SplitCase> cases, double pseudoLabelledShare) {
    this.store = store;
    this.stored = new StoredCases(store);
    this.cache = cache;
    this.pseudoLabelledShare = pseudoLabelledShare;
    this.pseudoLabelled =
        cases.stream()
            .flatMap(
                split ->
                    split.pseudoLabel().stream()
                        .map(label -> new PseudoLabelled(split.preprocessed(), label)))
            .toList();
    this.labelled = ofRole(cases, CaseRole.LABELLED);
    this.unlabelled = ofRole(cases, CaseRole.UNLABELLED);
  }

  private static List<PreprocessedCase> ofRole(List<SplitCase> cases, CaseRole role) {
    return cases.stream()
        .filter(split -> split.role() == role)
        .map(SplitCase::preprocessed)
        .toList();
  }

  @Override
  public int labelledCount() {
    return labelled.size();
  }

  @Override
  public int unlabelledCount() {
    return unlabelled.size();
  }

  @Override
  public Scan labelledImage(int index) {
    return image(labelled.get(index));
  }

  @Override
  public LabelMap label(int index) {
    return label(labelled.get(index));
  }

  private LabelMap label(PreprocessedCase preprocessed) {
    return read(
        preprocessed, () -> cache.label(preprocessed.content(), () -> stored.label(preprocessed)));
  }

  @Override
  public Optional<LabelMap> hiddenLabel(int index) {
    PreprocessedCase preprocessed = unlabelled.get(index);
    return preprocessed.labelled() ? Optional.of(label(preprocessed)) : Optional.empty();
  }

  @Override
  public Scan unlabelledImage(int index) {
    return image(unlabelled.get(index));
  }

  @Override
  public int pseudoLabelledCount() {
    return pseudoLabelled.size();
  }

  @Override
  public Scan pseudoLabelledImage(int index) {
    return image(pseudoLabelled.get(index).preprocessed());
  }

  @Override
  public LabelMap pseudoLabel(int index) {
    PseudoLabelled taught = pseudoLabelled.get(index);
    return read(
        taught.preprocessed(),
        () -> cache.label(taught.label().content(), () -> read(taught.label())));
  }

  private LabelMap read(EarlierRound.Label label) throws IOException {
    byte[] file = store.read(store.get(label.artifact()), EarlierRound.LABEL);
    return Nifti.readLabelMap(new ByteArrayInputStream(file));
  }

  @Override
  public double pseudoLabelledShare() {
    return pseudoLabelledShare;
  }

  private Scan image(PreprocessedCase preprocessed) {
    return read(
        preprocessed, () -> cache.image(preprocessed.content(), () -> stored.image(preprocessed)));
  }

  private static <V> V read(PreprocessedCase preprocessed, VolumeCache.Reader<V> reader) {
    try {
      return reader.read();
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              preprocessed.caseId() + ": cannot be read from the workspace: " + e.getMessage(), e));
    }
  }
}
