package io.twinbeam.model.training;

import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.random.CounterRandom;
import java.util.Map;
import java.util.Optional;

/** One network and its optimiser. */
final class Learner implements AutoCloseable {

  private final String name;
  private final RunSettings settings;
  private final SegmentationNetwork network;
  private final Optimizer optimizer;

  /**
   * @param name {@code a} or {@code b}, which keeps the random numbers of both apart
   * @param state the optimiser's; empty for a fresh start
   */
  Learner(
      String name,
      RunSettings settings,
      SegmentationNetwork network,
      Optional<Map<String, Tensor>> state) {
    this.name = name;
    this.settings = settings;
    this.network = network;
    this.optimizer = Optimizer.of(settings.training().optimizer(), network.parameters());
    state.ifPresent(optimizer::restore);
  }

  SegmentationNetwork network() {
    return network;
  }

  /** The channels that a forward pass of this learner drops. */
  CounterRandom dropout(long draw) {
    return CounterRandom.of(settings.seed(), "dropout-" + name, draw);
  }

  void update(long step) {
    TrainingSettings training = settings.training();
    optimizer.step(
        step,
        training.learningRateAt(step),
        training.optimizer().maxGradientNorm(),
        training.batchesPerStep());
  }

  Map<String, Tensor> optimizerState() {
    return optimizer.stateTensors();
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
