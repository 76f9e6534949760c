package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.twinbeam.model.network.NetworkOutput;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.objective.Partner;
import io.twinbeam.model.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Both networks of a run, whatever they are to each other, with their optimisers and averages.
 *
 * <p>B may be a network of its own, a decoder on A's encoder, or the average of A; then it has no
 * learner.
 */
final class Twins implements AutoCloseable {

  private final RunSettings settings;
  private final Learner a;
  private final Optional<Learner> b;
  private final List<Average> averages;

  private Twins(RunSettings settings, Learner a, Optional<Learner> b, List<Average> averages) {
    this.settings = settings;
    this.a = a;
    this.b = b;
    this.averages = averages;
  }

  /**
   * @param start weights to start from, in place of fresh ones
   * @param checkpoint where to go on, in place of a start
   */
  static Twins of(
      RunSettings settings,
      InitialWeights start,
      Optional<Checkpoint> checkpoint,
      NDManager manager) {
    boolean taught = settings.method().partner() == Partner.TEACHER;
    Learner a =
        new Learner(
            "a",
            settings,
            network(
                settings.networkA(),
                initialSeed(settings, "a"),
                checkpoint.map(Checkpoint::networkA).or(start::networkA),
                manager),
            checkpoint.map(Checkpoint::optimizerA));
    Optional<Learner> b =
        taught
            ? Optional.empty()
            : Optional.of(
                new Learner(
                    "b",
                    settings,
                    partner(settings, a.network(), start, checkpoint, manager),
                    checkpoint.map(Checkpoint::optimizerB)));
    List<Average> averages = new ArrayList<>();
    double decay = settings.method().teacher().decay();
    if (taught) {
      averages.add(average(a, checkpoint.map(Checkpoint::networkB), decay, manager));
    } else if (decay > 0) {
      averages.add(average(a, checkpoint.map(Checkpoint::averageA), decay, manager));
      averages.add(average(b.orElseThrow(), checkpoint.map(Checkpoint::averageB), decay, manager));
    }
    return new Twins(settings, a, b, averages);
  }

  private static SegmentationNetwork partner(
      RunSettings settings,
      SegmentationNetwork a,
      InitialWeights start,
      Optional<Checkpoint> checkpoint,
      NDManager manager) {
    Optional<Map<String, Tensor>> weights =
        checkpoint.map(Checkpoint::networkB).or(start::networkB);
    NetworkSpec spec = settings.networkB();
    long seed = initialSeed(settings, "b");
    if (settings.method().partner() == Partner.TRAINED) {
      return network(spec, seed, weights, manager);
    }
    return weights.isPresent()
        ? a.withDecoder(spec.upsampling(), weights.get())
        : a.withDecoder(spec.upsampling(), seed);
  }

  private static SegmentationNetwork network(
      NetworkSpec spec, long seed, Optional<Map<String, Tensor>> weights, NDManager manager) {
    return weights.isPresent()
        ? SegmentationNetwork.of(spec, weights.get(), manager)
        : SegmentationNetwork.initialise(spec, seed, manager);
  }

  private static Average average(
      Learner learner, Optional<Map<String, Tensor>> weights, double decay, NDManager manager) {
    SegmentationNetwork source = learner.network();
    return new Average(source, weights.orElseGet(source::toTensors), decay, manager);
  }

  /** Apart for each network: two of one architecture must not start as twins. */
  private static long initialSeed(RunSettings settings, String name) {
    return CounterRandom.of(settings.seed(), "network-" + name).nextLong();
  }

  /**
   * The outputs of A, and of B where it is trained.
   *
   * @param draw numbers the batch within the run
   */
  List<NetworkOutput> forward(NDArray images, long draw) {
    SegmentationNetwork first = a.network();
    if (b.isEmpty()) {
      return List.of(first.forward(images, true, a.dropout(draw)));
    }
    Learner second = b.get();
    if (settings.method().partner() == Partner.SECOND_DECODER) {
      return first.forwardWith(
          second.network(), images, true, a.dropout(draw), second.dropout(draw));
    }
    return List.of(
        first.forward(images, true, a.dropout(draw)),
        second.network().forward(images, true, second.dropout(draw)));
  }

  /** What makes pseudo-labels: the averages, or both networks where none are kept. */
  List<SegmentationNetwork> teachers() {
    return averages.isEmpty()
        ? List.of(a.network(), b.orElseThrow().network())
        : averages.stream().map(Average::network).toList();
  }

  /** A and B as they predict: their averages, where these are kept. */
  List<SegmentationNetwork> predictors() {
    SegmentationNetwork first = a.network();
    return b.isEmpty() ? List.of(first, averages.get(0).network()) : teachers();
  }

  /** Moves weights along their gradients, and averages behind them. */
  void update(long step) {
    a.update(step);
    b.ifPresent(learner -> learner.update(step));
    averages.forEach(average -> average.follow(step));
  }

  /** A copy on the heap, after {@code step} steps. */
  Checkpoint checkpoint(long step) {
    boolean taught = b.isEmpty();
    boolean averaged = !taught && !averages.isEmpty();
    return new Checkpoint(
        step,
        a.network().toTensors(),
        taught ? averages.get(0).network().toTensors() : b.get().network().toTensors(),
        averaged ? averages.get(0).network().toTensors() : Map.of(),
        averaged ? averages.get(1).network().toTensors() : Map.of(),
        a.optimizerState(),
        taught ? Map.of() : b.get().optimizerState());
  }

  @Override
  public void close() {
    averages.forEach(Average::close);
    b.ifPresent(Learner::close);
    a.close();
  }
}
