package io.twinbeam.model.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.network.NetworkOutput;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.objective.DualOutputs;
import io.twinbeam.model.objective.Objective;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.training.Checkpoint;
import io.twinbeam.model.training.Sgd;
import io.twinbeam.model.volume.GridShape;
import java.util.LinkedHashMap;
import java.util.Map;

/** A step in pieces, on copies of the networks of a checkpoint. All times are in milliseconds. */
final class StepParts implements AutoCloseable {

  private final NDManager manager = ComputeDevice.newManager(ComputeDevice.select("cpu"));
  private final SegmentationNetwork networkA;
  private final SegmentationNetwork networkB;
  private final Sgd optimizerA;
  private final Sgd optimizerB;
  private final NDArray images;
  private final NDArray labels;
  private final Map<String, Objective> objectives = new LinkedHashMap<>();

  StepParts(TrainStepCase settings, BallVolumes volumes, Checkpoint checkpoint) {
    networkA = SegmentationNetwork.of(settings.networkA(), checkpoint.networkA(), manager);
    networkB = SegmentationNetwork.of(settings.networkB(), checkpoint.networkB(), manager);
    optimizerA = new Sgd(networkA.parameters(), 0.9, 1e-4);
    optimizerB = new Sgd(networkB.parameters(), 0.9, 1e-4);
    GridShape patch = settings.patch();
    Shape voxels = new Shape(patch.x(), patch.y(), patch.z());
    images =
        manager
            .create(volumes.labelledImage(0).channel(0).voxels(), voxels)
            .broadcast(new Shape(2L * settings.perPart(), 1).addAll(voxels))
            .duplicate();
    labels =
        manager
            .create(volumes.classes(), voxels)
            .broadcast(new Shape(settings.perPart()).addAll(voxels))
            .duplicate();
    objectives.put("whole", Objective.of(TrainStepCase.objective(), 1));
    TrainStepCase.objective()
        .terms()
        .forEach(
            term ->
                objectives.put(term.name(), Objective.of(TrainStepCase.objective(term.name()), 1)));
  }

  /** What each part of a step takes, in order; release frees all that the step made. */
  Map<String, Double> parts() {
    Laps laps = new Laps();
    try (NDManager scope = manager.newSubManager()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray batch = images.duplicate();
        batch.attach(scope);
        NetworkOutput a = networkA.forward(batch, true, CounterRandom.of(1, "a"));
        NetworkOutput b = networkB.forward(batch, true, CounterRandom.of(1, "b"));
        laps.end("forward");
        NDArray total = total("whole", a, b);
        laps.end("objective");
        collector.backward(total);
        laps.end("backward");
      }
      optimizerA.step(0, 0.01, 0, 1);
      optimizerB.step(0, 0.01, 0, 1);
      laps.end("update");
    }
    laps.end("release");
    return laps.millis();
  }

  private NDArray total(String objective, NetworkOutput a, NetworkOutput b) {
    DualOutputs outputs =
        new DualOutputs(a.logits(), a.features(), b.logits(), b.features(), labels, 1);
    NDArray total = objectives.get(objective).evaluate(outputs, 0).total();
    // A step reads it, too, before it goes on.
    total.getFloat();
    return total;
  }

  /**
   * What the whole objective and each term alone take on given outputs, there and back. Terms alone
   * add up to more than the whole, in which they share what several need.
   */
  Map<String, Double> terms() {
    Map<String, Double> terms = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager()) {
      NDArray batch = images.duplicate();
      batch.attach(scope);
      NetworkOutput a = networkA.forward(batch, false, null);
      NetworkOutput b = networkB.forward(batch, false, null);
      objectives.keySet().forEach(name -> terms.put(name, term(name, a, b)));
    }
    return terms;
  }

  private double term(String name, NetworkOutput a, NetworkOutput b) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NetworkOutput leavesA = leaves(a, scope);
      NetworkOutput leavesB = leaves(b, scope);
      Laps laps = new Laps();
      collector.backward(total(name, leavesA, leavesB));
      laps.end(name);
      return laps.millis().get(name);
    }
  }

  private static NetworkOutput leaves(NetworkOutput output, NDManager scope) {
    return new NetworkOutput(leaf(output.logits(), scope), leaf(output.features(), scope));
  }

  private static NDArray leaf(NDArray array, NDManager scope) {
    NDArray leaf = array.duplicate();
    leaf.attach(scope);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  @Override
  public void close() {
    optimizerA.close();
    optimizerB.close();
    networkA.close();
    networkB.close();
    manager.close();
  }
}
