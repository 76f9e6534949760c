package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Set;

/** Mean cross entropy over the labelled voxels that are not ignored; 0 if there are none. */
final class CrossEntropyTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "crossEntropy", Trains.EACH, Set.of(), List.of(), settings -> new CrossEntropyTerm());

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    NDArray count = batch.sharedArray("validVoxels", () -> batch.valid().sum().maximum(1));
    return own.logProbabilities().labelled().mul(batch.truth()).sum().div(count).neg();
  }
}
