package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.common.collect.Sets;

/**
 * The soft Dice loss against the pseudo-label of the more certain network, over the reliable
 * unlabelled voxels: the mean over the foreground classes among these pseudo-labels, 0 if none is.
 */
final class FilteredDiceTerm implements Term {

  static final TermKind KIND =
      new TermKind(
          "filteredDice",
          Trains.EACH,
          Sets.immutableEnumSet(Input.UNLABELLED, Input.PARTNER),
          ReliableFilter.SETTINGS,
          settings -> new FilteredDiceTerm(ReliableFilter.of(settings)));

  private final ReliableFilter filter;

  private FilteredDiceTerm(ReliableFilter filter) {
    this.filter = filter;
  }

  @Override
  public NDArray value(Batch batch, Side own, Side other) {
    if (!batch.hasUnlabelled()) {
      return batch.zero();
    }
    Reliable reliable = filter.apply(batch);
    NDArray losses =
        SoftDice.losses(own.probabilities().unlabelled(), reliable.targets(), reliable.mask());
    NDArray present =
        reliable.perClass().gt(0).toType(DataType.FLOAT32, false).mul(batch.foreground());
    return losses.mul(present).sum().div(present.sum().maximum(1));
  }
}
