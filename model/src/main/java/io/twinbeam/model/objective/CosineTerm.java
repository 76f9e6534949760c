package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Sets;
import java.util.List;

/** The mean of 1 - cos(p_A, p_B) over the class axis, whole batch; trains both networks. */
final class CosineTerm implements Term {

  private static final int[] CLASSES = {1};

  static final TermKind KIND =
      new TermKind(
          "cosine",
          Trains.BOTH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          List.of(),
          settings -> new CosineTerm());

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    NDArray a = own.probabilities().whole();
    NDArray b = other.probabilities().whole();
    // No norm is 0: probabilities sum to 1, so their squares sum to at least 1 / classes.
    NDArray norms = a.square().sum(CLASSES).mul(b.square().sum(CLASSES)).sqrt();
    return a.mul(b).sum(CLASSES).div(norms).mean().neg().add(1);
  }
}
