package io.twinbeam.transforms;

import io.twinbeam.transforms.artifact.ArtifactRef;
import java.util.Optional;

/**
 * What an earlier round of a run has left for a case of the next.
 *
 * @param weights of the run after that round, as {@link TrainedRun#weights()} keeps them
 * @param content digest of these weights
 * @param pseudoLabel to train on; empty where there is none, or none that was accepted
 */
public record EarlierRound(ArtifactRef weights, String content, Optional<Label> pseudoLabel) {

  /** The name of the file that holds a {@link Label}. */
  public static final String LABEL = "label.nii.gz";

  /**
   * A pseudo-label on the grid of the preprocessed case, 255 where it is not to be trained on.
   *
   * @param artifact holds {@link #LABEL}
   * @param content digest of the artifact's bytes
   */
  public record Label(ArtifactRef artifact, String content) {}

  /** What {@code teacher} has left for a case without a pseudo-label. */
  public static EarlierRound of(TrainedRun teacher) {
    return new EarlierRound(teacher.weights(), teacher.content(), Optional.empty());
  }

  /** The same with a pseudo-label. */
  public EarlierRound with(Label label) {
    return new EarlierRound(weights, content, Optional.of(label));
  }
}
