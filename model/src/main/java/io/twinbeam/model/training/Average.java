package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import java.util.Map;

/**
 * The exponential moving average of a network's weights and running statistics, itself a network
 * (Tarvainen and Valpola, Mean Teacher, NeurIPS 2017). Used in evaluation mode alone.
 */
final class Average implements AutoCloseable {

  private final SegmentationNetwork source;
  private final SegmentationNetwork network;
  private final double decay;

  /**
   * @param source what is averaged
   * @param weights where the average stands
   * @param decay see {@link TeacherSettings}
   */
  Average(
      SegmentationNetwork source, Map<String, Tensor> weights, double decay, NDManager manager) {
    this.source = source;
    this.network = SegmentationNetwork.of(source.spec(), weights, manager);
    this.decay = decay;
  }

  SegmentationNetwork network() {
    return network;
  }

  /**
   * Moves the average towards the source.
   *
   * @param step the number of the step that was done, counted from 0
   */
  void follow(long step) {
    double kept = Math.min(decay, 1 - 1 / (step + 1.0));
    Map<String, NDArray> sources = source.tensors();
    network.tensors().forEach((name, average) -> follow(average, sources.get(name), kept));
  }

  private static void follow(NDArray average, NDArray source, double kept) {
    // Aliases without gradient may be edited in place, on any thread.
    try (NDArray target = average.stopGradient();
        NDArray detached = source.stopGradient();
        NDArray addend = detached.mul(1 - kept)) {
      target.muli(kept).addi(addend);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
