package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * Cross pseudo supervision over the whole batch, weighted down where the networks differ: with D =
 * KL(p_other || p_own) per voxel, mean(exp(-D) CE(own, argmax p_other)) + mean(D). The other
 * network is the teacher; D keeps its gradient to the own one (Zheng and Yang, Rectifying Pseudo
 * Label Learning via Uncertainty Estimation, IJCV 2021). Without {@code klWeight} it is plain cross
 * pseudo supervision, mean CE(own, argmax p_other) (Chen et al., CPS, CVPR 2021).
 */
final class CrossTerm implements Term {

  private static final int[] CLASSES = {1};
  private static final String BOTH = "both";

  static final TermKind KIND =
      new TermKind(
          "cross",
          Trains.EACH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          List.of(Setting.flag("klWeight", true), Setting.choice("direction", BOTH, "a")),
          CrossTerm::new);

  private final boolean klWeight;
  private final boolean trainsB;

  private CrossTerm(TermSettings settings) {
    klWeight = settings.flag("klWeight");
    trainsB = settings.word("direction").equals(BOTH);
  }

  @Override
  public boolean trainsB() {
    return trainsB;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    NDArray logOwn = own.logProbabilities().whole();
    NDArray logOfPseudoLabel = other.predicted().whole().mul(logOwn).sum(CLASSES, true);
    if (!klWeight) {
      return logOfPseudoLabel.mean().neg();
    }
    NDArray divergence =
        divergence(other.fixedProbabilities().whole(), other.entropy().whole(), logOwn);
    NDArray weighted = divergence.neg().exp().mul(logOfPseudoLabel);
    return divergence.sub(weighted).mean();
  }

  /**
   * KL(p || q) per voxel, (batch, 1, voxels), nats.
   *
   * @param p probabilities, (batch, classes, voxels)
   * @param entropy of {@code p}, (batch, 1, voxels)
   * @param logQ log-probabilities, (batch, classes, voxels)
   */
  static NDArray divergence(NDArray p, NDArray entropy, NDArray logQ) {
    return p.mul(logQ).sum(CLASSES, true).add(entropy).neg();
  }
}
