package io.twinbeam.model.training;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import java.util.Optional;

/** The cases of a run, each by its place in a fixed order, all with the same channels. */
public interface TrainingVolumes {

  int labelledCount();

  int unlabelledCount();

  /** Intensities of a labelled case, {@code index} from 0. */
  Scan labelledImage(int index);

  /** Class ids of a labelled case, on the grid of its image. */
  LabelMap label(int index);

  /** Intensities of an unlabelled case, {@code index} from 0. */
  Scan unlabelledImage(int index);

  /**
   * Class ids of an unlabelled case that has a label map all the same. Asked for by diagnoses
   * alone; no weight ever depends on it.
   */
  Optional<LabelMap> hiddenLabel(int index);
}
