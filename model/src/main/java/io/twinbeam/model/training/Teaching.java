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

  /** What the teacher numbered {@code index}, or its pass, says; made with {@code scope}. */
  @FunctionalInterface
  private interface Opinion {
    NetworkOutput of(int index, NDManager scope);
  }

  /**
   * The outputs of the one teacher on a batch, of which the unlabelled patches are noisy unless
   * they are mixed.
   */
  NetworkOutput outputs(PatchBatch batch, NDArray images, long draw, NDManager scope) {
    boolean noisy = batch.paste() == null && batch.unlabelled() > 0;
    NDArray seen = images;
    if (noisy && settings.method().teacher().noise() > 0) {
      NDArray labelled = images.get(":{}", batch.labelled());
      seen = labelled.concat(noisy(batch, draw, 0, scope), 0);
    }
    return twins.teachers().get(0).forward(seen, false, null);
  }

  /**
   * (unlabelled, classes, depth, height, width): the mean probabilities of several passes.
   *
   * @param cut before mixing
   */
  NDArray mean(PatchBatch cut, long draw, NDManager scope) {
    SegmentationNetwork teacher = twins.teachers().get(0);
    return mean(
        settings.method().teacher().passes(),
        scope,
        (index, inner) -> {
          int pass = index + 1;
          CounterRandom dropout = CounterRandom.of(settings.seed(), "dropout-teacher", draw, pass);
          return teacher.forwardStochastic(noisy(cut, draw, pass, inner), dropout);
        });
  }

  /**
   * The labels of a batch's mixed patches, with pseudo-labels of the teachers' mean in them.
   *
   * @param cut the batch before mixing
   * @param paste how it was mixed
   */
  Mixed mixed(PatchBatch cut, PatchBatch.Paste paste, NDManager scope) {
    Shape shape = shape(cut);
    Shape grid = new Shape(shape.get(0)).addAll(shape.slice(2));
    NDArray known = scope.create(paste.labels(), grid);
    NDArray shown = scope.create(paste.fromUnlabelled(), grid);
    List<SegmentationNetwork> teachers = twins.teachers();
    NDArray mean =
        mean(
            teachers.size(),
            scope,
            (index, inner) ->
                teachers
                    .get(index)
                    .forward(inner.create(cut.unlabelledImages(), shape), false, null));
    NDArray logOfMean = mean.maximum(SMALLEST).log();
    return Mixed.of(known, logOfMean, shown, settings.method().mixing().rho());
  }

  private static NDArray mean(int count, NDManager scope, Opinion opinion) {
    NDArray sum = null;
    for (int index = 0; index < count; index++) {
      try (NDManager inner = scope.newSubManager()) {
        NDArray probabilities = opinion.of(index, inner).logits().softmax(1);
        if (sum == null) {
          sum = probabilities;
          sum.attach(scope);
        } else {
          sum.addi(probabilities);
        }
      }
    }
    return sum.divi(count);
  }

  private static Shape shape(PatchBatch batch) {
    GridShape patch = batch.patch();
    return new Shape(batch.unlabelled(), batch.channels(), patch.x(), patch.y(), patch.z());
  }

  private NDArray noisy(PatchBatch cut, long draw, int pass, NDManager scope) {
    double deviation = settings.method().teacher().noise();
    float[] images = cut.unlabelledImages();
    if (deviation > 0) {
      CounterRandom random = CounterRandom.of(settings.seed(), "teacher-noise", draw, pass);
      for (int v = 0; v < images.length; v++) {
        double noise = Math.max(-CUT_OFF, Math.min(CUT_OFF, random.nextNearGaussian()));
        images[v] += (float) (deviation * noise);
      }
    }
    return scope.create(images, shape(cut));
  }
}
