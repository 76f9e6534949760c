package io.twinbeam.pipelines;

import io.twinbeam.model.training.TrainingVolumes;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All cases of a run in memory; diagnoses see no hidden labels. */
final class LoadedVolumes implements TrainingVolumes {

  private final List<Scan> labelled = new ArrayList<>();
  private final List<LabelMap> labels = new ArrayList<>();
  private final List<Scan> unlabelled = new ArrayList<>();

  LoadedVolumes(StoredCases stored, List<SplitCase> cases) throws IOException {
    for (SplitCase split : cases) {
      PreprocessedCase preprocessed = split.preprocessed();
      if (split.role() == CaseRole.LABELLED) {
        labelled.add(stored.image(preprocessed));
        labels.add(stored.label(preprocessed));
      } else {
        unlabelled.add(stored.image(preprocessed));
      }
    }
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
    return labelled.get(index);
  }

  @Override
  public LabelMap label(int index) {
    return labels.get(index);
  }

  @Override
  public Scan unlabelledImage(int index) {
    return unlabelled.get(index);
  }

  @Override
  public Optional<LabelMap> hiddenLabel(int index) {
    return Optional.empty();
  }
}
