package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.twinbeam.model.network.NetworkOutput;
import io.twinbeam.model.network.NetworkSpec;
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
  private final Sgd optimizer;

  /**
   * @param name {@code a} or {@code b}, which keeps the random numbers of both apart
   * @param weights empty for a fresh start
   * @param momenta likewise
   */
  Learner(
      String name,
      RunSettings settings,
      NetworkSpec spec,
      Optional<Map<String, Tensor>> weights,
      Optional<Map<String, Tensor>> momenta,
      NDManager manager) {
    this.name = name;
    this.settings = settings;
    this.network =
        weights.isPresent()
            ? SegmentationNetwork.of(spec, weights.get(), manager)
            : SegmentationNetwork.initialise(spec, initialSeed(), manager);
    TrainingSettings training = settings.training();
    this.optimizer = new Sgd(network.parameters(), training.momentum(), training.weightDecay());
    momenta.ifPresent(optimizer::restore);
  }

  /** Apart for each network: two of one architecture must not start as twins. */
  private long initialSeed() {
    return CounterRandom.of(settings.seed(), "network-" + name).nextLong();
  }

  NetworkOutput forward(NDArray images, long step) {
    return network.forward(
        images, true, CounterRandom.of(settings.seed(), "dropout-" + name, step));
  }

  void update(long step) {
    TrainingSettings training = settings.training();
    optimizer.step(training.learningRateAt(step), training.maxGradientNorm());
  }

  Map<String, Tensor> weights() {
    return network.toTensors();
  }

  Map<String, Tensor> momenta() {
    return optimizer.momentumTensors();
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
