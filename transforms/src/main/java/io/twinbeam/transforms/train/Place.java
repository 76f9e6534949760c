package io.twinbeam.transforms.train;

import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.artifact.Artifact;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A run's place in its chain of checkpoints.
 *
 * @param segment segments done, 0 before the first
 * @param checkpoint the checkpoint that ends the segment; null for none
 * @param log of all steps up to it
 */
record Place(int segment, @Nullable Artifact checkpoint, List<StepLog> log) {

  static final Place START = new Place(0, null, List.of());
}
