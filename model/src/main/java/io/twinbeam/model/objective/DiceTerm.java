package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Set;

/** The mean soft Dice loss of the foreground classes over all labelled voxels together. */
final class DiceTerm implements Term {

  static final TermKind KIND =
      new TermKind("dice", Trains.EACH, Set.of(), List.of(), settings -> new DiceTerm());

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    NDArray losses = SoftDice.losses(own.probabilities().labelled(), batch.truth(), batch.valid());
    return losses.mul(batch.foregroundShare()).sum();
  }
}
