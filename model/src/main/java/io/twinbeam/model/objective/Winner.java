package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * The most probable class of every voxel, the lowest of equals.
 *
 * <p>Made class by class from whole-array comparisons: along an axis that is not the last, the
 * engine's argMax takes twenty times as long on a CPU, and it does not say which of equals it
 * takes.
 *
 * @param oneHot (batch, classes, voxels), 1 at that class, else 0
 * @param logProbability (batch, 1, voxels) of that class
 */
record Winner(NDArray oneHot, NDArray logProbability) implements Shared {

  @Override
  public List<NDArray> arrays() {
    return List.of(oneHot, logProbability);
  }

  /**
   * @param logProbabilities (batch, classes, voxels) without gradient
   */
  static Winner of(NDArray logProbabilities) {
    NDList classes = logProbabilities.split(logProbabilities.getShape().get(1), 1);
    NDArray highest = classes.get(0);
    for (int c = 1; c < classes.size(); c++) {
      highest = NDArrays.maximum(highest, classes.get(c));
    }
    NDList hits = new NDList(classes.size());
    NDArray open = highest.onesLike();
    for (NDArray one : classes) {
      NDArray hit = one.gte(highest).toType(DataType.FLOAT32, false).mul(open);
      open = open.sub(hit);
      hits.add(hit);
    }
    return new Winner(NDArrays.concat(hits, 1), highest);
  }
}
