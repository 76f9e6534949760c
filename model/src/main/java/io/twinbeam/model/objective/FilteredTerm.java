package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Sets;

/**
 * Mean cross entropy against the pseudo-label of the more certain network, over the reliable
 * unlabelled voxels; 0 if there are none.
 */
final class FilteredTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "filtered",
          Trains.EACH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          ReliableFilter.SETTINGS,
          settings -> new FilteredTerm(ReliableFilter.of(settings)));

  private final ReliableFilter filter;

  private FilteredTerm(ReliableFilter filter) {
    this.filter = filter;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    if (!batch.hasUnlabelled()) {
      return batch.zero();
    }
    Reliable reliable = filter.apply(batch);
    NDArray logOfTarget = own.logProbabilities().unlabelled().mul(reliable.targets());
    return logOfTarget.sum().div(reliable.size().maximum(1)).neg();
  }
}
