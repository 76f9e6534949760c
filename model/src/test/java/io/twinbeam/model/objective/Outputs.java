package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
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
  private int labelsFrom = -1;
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

  /** Labels that are the prediction of network 0, A, or 1, B. */
  Outputs labelsFrom(int side) {
    labelsFrom = side;
    return this;
  }

  static LongToDoubleFunction gaussian(String purpose, long side, double scale) {
    CounterRandom random = CounterRandom.of(17, purpose, side);
    return i -> scale * random.nextGaussian();
  }

  /** With the mean of two passes of a teacher and mixed patches, where any are unlabelled. */
  DualOutputs build() {
    NDArray a = trained(classes, logits.apply(0));
    NDArray b = trained(classes, logits.apply(1));
    NDArray ids = filled(new Shape(labelled, 4, 3, 5), labels);
    if (labelsFrom >= 0) {
      NDArray of = labelsFrom == 0 ? a : b;
      ids = of.get(":{}", labelled).argMax(1).toType(DataType.FLOAT32, true);
    }
    DualOutputs outputs =
        new DualOutputs(
            a,
            trained(CHANNELS, gaussian("features", 0, featureScale)),
            b,
            trained(CHANNELS, gaussian("features", 1, featureScale)),
            ids,
            stepSeed);
    return labelled == batch ? outputs : withUnlabelled(outputs);
  }

  private DualOutputs withUnlabelled(DualOutputs outputs) {
    NDArray one = outputs.logitsA().stopGradient().softmax(1);
    NDArray two = outputs.logitsB().stopGradient().softmax(1);
    Shape mixed = new Shape(batch - labelled, 4, 3, 5);
    return outputs
        .withTeacherMean(one.add(two).div(2).get("{}:", labelled))
        .withMixed(new Mixed(filled(mixed, labels), filled(mixed, i -> i % 5 < 2 ? 1 : 0)));
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
