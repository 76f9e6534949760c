package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.random.CounterRandom;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;

/** Outputs of two networks, random unless told otherwise; all of them require gradients. */
final class Outputs {

  private static final int CHANNELS = 6;

  private final NDManager manager;
  private final long batch;
  private final long classes;
  private long labelled = 2;
  private long stepSeed = 11;
  private LongFunction<LongToDoubleFunction> logits;
  private double featureScale = 1;
  private LongToDoubleFunction labels;

  private Outputs(NDManager manager, long batch, long classes) {
    this.manager = manager;
    this.batch = batch;
    this.classes = classes;
    logits = side -> gaussian("logits", side, 2);
    CounterRandom random = CounterRandom.of(3, "labels");
    labels = i -> random.nextInt((int) classes);
  }

  /** Two labelled patches and two unlabelled ones of 4x3x5 voxels. */
  static Outputs of(NDManager manager, long classes) {
    return new Outputs(manager, 4, classes);
  }

  Outputs labelled(long patches) {
    labelled = patches;
    return this;
  }

  Outputs stepSeed(long seed) {
    stepSeed = seed;
    return this;
  }

  /** Logits by C-order index, the same in both networks. */
  Outputs logits(LongToDoubleFunction values) {
    logits = side -> values;
    return this;
  }

  Outputs logitsOfEach(LongFunction<LongToDoubleFunction> bySide) {
    logits = bySide;
    return this;
  }

  Outputs featureScale(double scale) {
    featureScale = scale;
    return this;
  }

  Outputs labels(LongToDoubleFunction values) {
    labels = values;
    return this;
  }

  static LongToDoubleFunction gaussian(String purpose, long side, double scale) {
    CounterRandom random = CounterRandom.of(17, purpose, side);
    return i -> scale * random.nextGaussian();
  }

  DualOutputs build() {
    return new DualOutputs(
        trained(classes, logits.apply(0)),
        trained(CHANNELS, gaussian("features", 0, featureScale)),
        trained(classes, logits.apply(1)),
        trained(CHANNELS, gaussian("features", 1, featureScale)),
        filled(new Shape(labelled, 4, 3, 5), labels),
        stepSeed);
  }

  private NDArray trained(long channels, LongToDoubleFunction values) {
    NDArray array = filled(new Shape(batch, channels, 4, 3, 5), values);
    array.setRequiresGradient(true);
    return array;
  }

  private NDArray filled(Shape shape, LongToDoubleFunction values) {
    float[] filled = new float[(int) shape.size()];
    for (int i = 0; i < filled.length; i++) {
      filled[i] = (float) values.applyAsDouble(i);
    }
    return manager.create(filled, shape);
  }
}
