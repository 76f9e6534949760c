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

  /** How many cases have a pseudo-label to train on; they may be unlabelled cases as well. */
  default int pseudoLabelledCount() {
    return 0;
  }

  /** Intensities of a pseudo-labelled case, {@code index} from 0. */
  default Scan pseudoLabelledImage(int index) {
    throw new IndexOutOfBoundsException(index);
  }

  /**
   * Class ids of a pseudo-labelled case, on the grid of its image; {@link
   * io.twinbeam.model.objective.DualOutputs#IGNORE} where the pseudo-label is not relied on.
   */
  default LabelMap pseudoLabel(int index) {
    throw new IndexOutOfBoundsException(index);
  }

  /**
   * The share of labelled patches that are cut from pseudo-labelled cases, 0 to 1; counts only
   * where there are such cases.
   */
  default double pseudoLabelledShare() {
    return 0;
  }
}
