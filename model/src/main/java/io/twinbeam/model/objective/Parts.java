package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * An array over the whole batch and its two parts along the first axis. One split serves all terms,
 * so that backpropagation joins the parts once.
 *
 * @param whole labelled patches, then unlabelled ones
 * @param labelled the labelled patches
 * @param unlabelled the rest, or null where the batch has none
 */
record Parts(NDArray whole, NDArray labelled, NDArray unlabelled) implements Shared {

  @Override
  public List<NDArray> arrays() {
    return unlabelled == null ? List.of(whole) : List.of(whole, labelled, unlabelled);
  }

  static Parts of(NDArray whole, long labelled) {
    if (labelled == whole.getShape().get(0)) {
      return new Parts(whole, whole, null);
    }
    NDList parts = whole.split(new long[] {labelled}, 0);
    return new Parts(whole, parts.get(0), parts.get(1));
  }
}
