package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Sets;
import java.util.List;

/**
 * The mean over voxels and classes of (p_A - p_B)^2, with B as A's teacher (Tarvainen and Valpola,
 * Mean Teacher, NeurIPS 2017). Over the unlabelled part, as UA-MT's released code has it; the paper
 * takes the whole batch.
 */
final class ConsistencyTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "consistency",
          Trains.A,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          List.of(),
          settings -> new ConsistencyTerm());

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    if (!batch.hasUnlabelled()) {
      return batch.zero();
    }
    return own.probabilities()
        .unlabelled()
        .sub(other.fixedProbabilities().unlabelled())
        .square()
        .mean();
  }
}
