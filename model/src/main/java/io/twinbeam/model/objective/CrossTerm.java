package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Cross pseudo supervision over the whole batch, weighted down where the networks differ: with D =
 * KL(p_other || p_own) per voxel, mean(exp(-D) CE(own, argmax p_other)) + mean(D). The other
 * network is the teacher; D keeps its gradient to the own one (Zheng and Yang, Rectifying Pseudo
 * Label Learning via Uncertainty Estimation, IJCV 2021).
 */
final class CrossTerm implements Term {

  private static final int[] CLASSES = {1};

  static final TermKind KIND =
      new TermKind("cross", Trains.EACH, true, List.of(), settings -> new CrossTerm());

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    NDArray logOwn = own.logProbabilities().whole();
    NDArray crossed = other.fixedProbabilities().whole().mul(logOwn).sum(CLASSES, true);
    NDArray divergence = crossed.add(other.entropy().whole()).neg();
    NDArray logOfPseudoLabel = other.predicted().whole().mul(logOwn).sum(CLASSES, true);
    NDArray weighted = divergence.neg().exp().mul(logOfPseudoLabel);
    return divergence.sub(weighted).mean();
  }
}
