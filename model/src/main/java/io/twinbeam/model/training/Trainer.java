package io.twinbeam.model.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.network.NetworkOutput;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.objective.DualOutputs;
import io.twinbeam.model.objective.Evaluation;
import io.twinbeam.model.objective.Objective;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Trains two networks together, one step at a time. The weights after step n depend on the
 * settings, the volumes and n alone: stopping at a checkpoint and going on changes no bit, on one
 * platform with one number of threads.
 *
 * <p>The engine allows one gradient collector per process, so steps of several trainers take turns.
 */
public final class Trainer implements AutoCloseable {

  private static final ReentrantLock ENGINE = new ReentrantLock(true);

  private final RunSettings settings;
  private final Objective objective;
  private final PatchSampler sampler;
  private final NDManager manager;
  private final Learner a;
  private final Learner b;
  private long step;

  /**
   * @param volumes the cases; their order must be the same at every start of the run
   * @param checkpoint where to go on; empty for a fresh start
   * @throws IllegalArgumentException where there is no labelled case, or both networks do not take
   *     the same channels
   */
  public Trainer(RunSettings settings, TrainingVolumes volumes, Optional<Checkpoint> checkpoint) {
    if (volumes.labelledCount() == 0) {
      throw new IllegalArgumentException(
          "a run needs at least one labelled case, got none; raise split.labelled");
    }
    int channels = settings.networkA().channels();
    if (settings.networkB().channels() != channels) {
      throw new IllegalArgumentException(
          "networks that train together must have the same channels, have "
              + channels
              + " and "
              + settings.networkB().channels());
    }
    this.settings = settings;
    this.objective = Objective.of(settings.objective(), settings.training().steps());
    this.sampler =
        new PatchSampler(
            settings.seed(), settings.training(), volumes, channels, objective.usesUnlabelled());
    this.manager = ComputeDevice.newManager(ComputeDevice.select(settings.training().device()));
    this.a =
        new Learner(
            "a",
            settings,
            settings.networkA(),
            checkpoint.map(Checkpoint::networkA),
            checkpoint.map(Checkpoint::momentumA),
            manager);
    this.b =
        new Learner(
            "b",
            settings,
            settings.networkB(),
            checkpoint.map(Checkpoint::networkB),
            checkpoint.map(Checkpoint::momentumB),
            manager);
    this.step = checkpoint.map(Checkpoint::step).orElse(0L);
  }

  /** The number of steps done, which is also the number of the next step. */
  public long step() {
    return step;
  }

  /**
   * Does one step.
   *
   * @throws io.twinbeam.model.volume.InvalidCaseException where a case has other channels than the
   *     networks
   * @throws DivergedException where the loss is not finite; the weights are then those of the step
   *     before
   */
  public StepLog train() {
    PatchBatch batch = sampler.at(step);
    ENGINE.lock();
    try (NDManager scope = manager.newSubManager()) {
      StepLog log = backpropagate(batch, scope);
      a.update(step);
      b.update(step);
      step++;
      return log;
    } finally {
      ENGINE.unlock();
    }
  }

  private StepLog backpropagate(PatchBatch batch, NDManager scope) {
    GridShape patch = batch.patch();
    NDArray images =
        scope.create(
            batch.images(),
            new Shape(batch.size(), batch.channels(), patch.x(), patch.y(), patch.z()));
    NDArray labels =
        scope.create(batch.labels(), new Shape(batch.labelled(), patch.x(), patch.y(), patch.z()));
    long stepSeed = CounterRandom.of(settings.seed(), "objective", step).nextLong();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NetworkOutput outA = a.forward(images, step);
      NetworkOutput outB = b.forward(images, step);
      Evaluation evaluation =
          objective.evaluate(
              new DualOutputs(
                  outA.logits(), outA.features(), outB.logits(), outB.features(), labels, stepSeed),
              step);
      StepLog log = log(evaluation);
      collector.backward(evaluation.total());
      return log;
    }
  }

  private StepLog log(Evaluation evaluation) {
    TreeMap<String, Double> values = new TreeMap<>();
    double total = evaluation.total().getFloat();
    if (!Double.isFinite(total)) {
      throw diverged("the loss", "is " + total);
    }
    values.put("total", total);
    values.put("ramp", evaluation.ramp());
    values.put("learningRate", settings.training().learningRateAt(step));
    evaluation.values().forEach((term, value) -> values.put(term, (double) value.getFloat()));
    return new StepLog(step, values);
  }

  /**
   * A copy on the heap of all that training needs to go on from here.
   *
   * @throws DivergedException where a weight is not finite: the loss of the next step would tell,
   *     but the last step has none
   */
  public Checkpoint checkpoint() {
    return new Checkpoint(
        step, finite("A", a.weights()), finite("B", b.weights()), a.momenta(), b.momenta());
  }

  private Map<String, Tensor> finite(String network, Map<String, Tensor> weights) {
    weights.forEach(
        (name, tensor) -> {
          for (float weight : tensor.values()) {
            if (!Float.isFinite(weight)) {
              throw diverged("every weight", network + "'s " + name + " holds " + weight);
            }
          }
        });
    return weights;
  }

  private DivergedException diverged(String what, String actual) {
    return new DivergedException(
        "step "
            + step
            + ": "
            + what
            + " must be finite, "
            + actual
            + "; lower training.learningRate or set training.maxGradientNorm");
  }

  @Override
  public void close() {
    a.close();
    b.close();
    manager.close();
  }
}
