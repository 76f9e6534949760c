package io.twinbeam.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.NetworkOutput;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.objective.Mixed;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.GridShape;
import java.util.List;

/** What a run's teachers say of its patches; nothing here carries a gradient. */
final class Teaching {

  private static final float SMALLEST = 1e-12f;
  private static final double CUT_OFF = 2;

  private final RunSettings settings;
  private final Twins twins;

  Teaching(RunSettings settings, Twins twins) {
    this.settings = settings;
    this.twins = twins;
  }

  /**
   * The outputs of the one teacher on a batch, of which the unlabelled patches are noisy unless
   * they are mixed.
   */
  NetworkOutput outputs(PatchBatch batch, NDArray images, long draw, NDManager scope) {
    boolean noisy = batch.paste() == null && batch.unlabelled().length > 0;
    NDArray seen = images;
    if (noisy && settings.method().teacher().noise() > 0) {
      NDArray labelled = images.get(":{}", batch.labelled());
      seen = labelled.concat(unlabelled(batch, draw, 0, scope), 0);
    }
    return twins.teachers().get(0).forward(seen, false, null);
  }

  /** (unlabelled, classes, depth, height, width): the mean probabilities of several passes. */
  NDArray mean(PatchBatch batch, long draw, NDManager scope) {
    int passes = settings.method().teacher().passes();
    SegmentationNetwork teacher = twins.teachers().get(0);
    NDArray sum = null;
    for (int pass = 1; pass <= passes; pass++) {
      try (NDManager inner = scope.newSubManager()) {
        NDArray seen = unlabelled(batch, draw, pass, inner);
        CounterRandom dropout = CounterRandom.of(settings.seed(), "dropout-teacher", draw, pass);
        NDArray probabilities = teacher.forwardStochastic(seen, dropout).logits().softmax(1);
        if (sum == null) {
          sum = probabilities;
          sum.attach(scope);
        } else {
          sum.addi(probabilities);
        }
      }
    }
    return sum.divi(passes);
  }

  /** The labels of a batch's mixed patches, with pseudo-labels of the teachers' mean in them. */
  Mixed mixed(PatchBatch batch, NDManager scope) {
    GridShape patch = batch.patch();
    int count = batch.size() - batch.labelled();
    Shape grid = new Shape(count, patch.x(), patch.y(), patch.z());
    NDArray known = scope.create(batch.paste().labels(), grid);
    NDArray shown = scope.create(batch.paste().fromUnlabelled(), grid);
    NDArray logOfMean = logOfMean(batch, scope);
    return Mixed.of(known, logOfMean, shown, settings.method().mixing().rho());
  }

  private NDArray logOfMean(PatchBatch batch, NDManager scope) {
    List<SegmentationNetwork> teachers = twins.teachers();
    NDArray sum = null;
    for (SegmentationNetwork teacher : teachers) {
      try (NDManager inner = scope.newSubManager()) {
        NDArray seen = inner.create(batch.unlabelled(), shape(batch));
        NDArray probabilities = teacher.forward(seen, false, null).logits().softmax(1);
        if (sum == null) {
          sum = probabilities;
          sum.attach(scope);
        } else {
          sum.addi(probabilities);
        }
      }
    }
    return sum.divi(teachers.size()).maximum(SMALLEST).log();
  }

  private static Shape shape(PatchBatch batch) {
    GridShape patch = batch.patch();
    int count = batch.size() - batch.labelled();
    return new Shape(count, batch.channels(), patch.x(), patch.y(), patch.z());
  }

  private NDArray unlabelled(PatchBatch batch, long draw, int pass, NDManager scope) {
    double deviation = settings.method().teacher().noise();
    if (deviation == 0) {
      return scope.create(batch.unlabelled(), shape(batch));
    }
    CounterRandom random = CounterRandom.of(settings.seed(), "teacher-noise", draw, pass);
    float[] noisy = batch.unlabelled().clone();
    for (int v = 0; v < noisy.length; v++) {
      double noise = Math.max(-CUT_OFF, Math.min(CUT_OFF, random.nextNearGaussian()));
      noisy[v] += (float) (deviation * noise);
    }
    return scope.create(noisy, shape(batch));
  }
}
