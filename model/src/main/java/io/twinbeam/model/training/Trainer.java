package io.twinbeam.model.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.inference.Prediction;
import io.twinbeam.model.inference.Predictor;
import io.twinbeam.model.network.ComputeDevice;
import io.twinbeam.model.network.NetworkOutput;
import io.twinbeam.model.objective.DualOutputs;
import io.twinbeam.model.objective.Evaluation;
import io.twinbeam.model.objective.Input;
import io.twinbeam.model.objective.Mixed;
import io.twinbeam.model.objective.Objective;
import io.twinbeam.model.objective.Partner;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Scan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

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
  private final TrainingSettings training;
  private final Objective objective;
  private final PatchSampler sampler;
  private final Mixer mixer;
  private final NDManager manager;
  private final Twins twins;
  private final Teaching teaching;
  private long step;

  /**
   * As {@link #Trainer(RunSettings, TrainingVolumes, InitialWeights, Optional)}, with fresh weights
   * at the start.
   */
  public Trainer(RunSettings settings, TrainingVolumes volumes, Optional<Checkpoint> checkpoint) {
    this(settings, volumes, InitialWeights.NONE, checkpoint);
  }

  /**
   * @param volumes the cases; their order must be the same at every start of the run
   * @param start weights to start from
   * @param checkpoint where to go on; empty for a start
   * @throws IllegalArgumentException where there is no labelled case, both networks do not take the
   *     same channels, or weights do not fit
   */
  public Trainer(
      RunSettings settings,
      TrainingVolumes volumes,
      InitialWeights start,
      Optional<Checkpoint> checkpoint) {
    int channels = requireFit(settings, volumes);
    Method method = settings.method();
    this.settings = settings;
    this.training = settings.training();
    this.objective = Objective.of(method.objective(), method.partner(), training.steps());
    this.sampler =
        new PatchSampler(settings.seed(), training, volumes, channels, objective.usesUnlabelled());
    this.mixer = new Mixer(settings.seed(), method.mixing());
    this.manager = ComputeDevice.newManager(ComputeDevice.select(training.device()));
    this.twins = twins(start, checkpoint);
    this.teaching = new Teaching(settings, twins);
    this.step = checkpoint.map(Checkpoint::step).orElse(0L);
  }

  private Twins twins(InitialWeights start, Optional<Checkpoint> checkpoint) {
    try {
      return Twins.of(settings, start, checkpoint, manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static int requireFit(RunSettings settings, TrainingVolumes volumes) {
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
    return channels;
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
    return alone(this::trainAlone);
  }

  /**
   * What both networks predict together as they stand, as they would if training ended here; it
   * takes its turn as a step does and changes nothing.
   *
   * @throws io.twinbeam.model.volume.InvalidCaseException where the image has other channels than
   *     the networks, or is too large
   * @throws DivergedException where a probability is not finite
   */
  public Prediction predict(InferenceSettings windows, Scan image) {
    try {
      return alone(() -> new Predictor(twins.predictors(), windows).predict(image));
    } catch (InvalidCaseException e) {
      throw e.fault() == Fault.DIVERGED
          ? diverged(step - 1, "every probability", "not all are")
          : e;
    }
  }

  @SuppressWarnings("LockOnNonEnclosingClassLiteral") // The engine's class, as there is one.
  private static <V> V alone(Supplier<V> work) {
    ENGINE.lock();
    try {
      // Jobs on a Flink cluster share the engine, but each has loaded an ENGINE of its own.
      synchronized (GradientCollector.class) {
        return work.get();
      }
    } finally {
      ENGINE.unlock();
    }
  }

  /** A step during which nobody else in this process collects gradients. */
  private StepLog trainAlone() {
    TreeMap<String, Double> values = new TreeMap<>();
    for (int part = 0; part < training.batchesPerStep(); part++) {
      long draw = step * training.batchesPerStep() + part;
      boolean diagnosed = part == 0 && training.diagnoses(step);
      PatchBatch batch = sampler.at(draw, diagnosed && training.hiddenLabels());
      try (NDManager scope = manager.newSubManager()) {
        backpropagate(batch, draw, diagnosed, scope)
            .forEach((name, value) -> values.merge(name, value / parts(name), Double::sum));
      }
    }
    values.put("learningRate", training.learningRateAt(step));
    twins.update(step);
    if (training.diagnoses(step)) {
      values.putAll(foreground());
      values.putAll(Alarms.of(values, training.steps(), step));
    }
    StepLog log = new StepLog(step, values);
    step++;
    return log;
  }

  /**
   * What the networks predict on the first batch of the step, now that they have learnt from it.
   */
  private Map<String, Double> foreground() {
    try (NDManager scope = manager.newSubManager()) {
      PatchBatch batch = sampler.at(step * training.batchesPerStep(), false);
      return ForegroundShares.of(twins.predictors(), batch, scope);
    }
  }

  /** Of how many batches a logged value is the mean; one batch of a step is diagnosed. */
  private int parts(String name) {
    return StepLog.isDiagnosis(name) ? 1 : training.batchesPerStep();
  }

  private Map<String, Double> backpropagate(
      PatchBatch cut, long draw, boolean diagnosed, NDManager scope) {
    Seen seen = look(cut, draw, scope);
    DualOutputs outputs;
    Map<String, Double> values;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      outputs = outputs(seen, draw);
      Evaluation evaluation = objective.evaluate(outputs, step, diagnosed);
      values = measured(evaluation);
      collector.backward(evaluation.total());
    }
    if (diagnosed) {
      values.putAll(objective.gradientNorms(outputs, step));
    }
    return values;
  }

  /** A batch on the device, and what teachers say of it; nothing here carries a gradient. */
  private record Seen(
      NDArray images,
      NDArray labels,
      Optional<NDArray> teacherMean,
      Optional<Mixed> mixed,
      Optional<NetworkOutput> teacher,
      Optional<NDArray> hiddenLabels) {}

  private Seen look(PatchBatch cut, long draw, NDManager scope) {
    boolean mixing = objective.reads(Input.MIXED, step) && cut.unlabelled() > 0;
    boolean averaging = objective.reads(Input.TEACHER_MEAN, step) && cut.unlabelled() > 0;
    boolean taught =
        settings.method().partner() == Partner.TEACHER && objective.reads(Input.PARTNER, step);
    PatchBatch batch = mixing ? mixer.mix(cut, draw) : cut;
    GridShape patch = batch.patch();
    Shape grid = new Shape(patch.x(), patch.y(), patch.z());
    NDArray images =
        scope.create(batch.images(), new Shape(batch.size(), batch.channels()).addAll(grid));
    return new Seen(
        images,
        scope.create(batch.labels(), new Shape(batch.labelled()).addAll(grid)),
        averaging ? Optional.of(teaching.mean(cut, draw, scope)) : Optional.empty(),
        mixing ? Optional.of(teaching.mixed(cut, batch.paste(), scope)) : Optional.empty(),
        taught ? Optional.of(teaching.outputs(batch, images, draw, scope)) : Optional.empty(),
        batch.hidden().length > 0
            ? Optional.of(scope.create(batch.hidden(), new Shape(batch.unlabelled()).addAll(grid)))
            : Optional.empty());
  }

  private DualOutputs outputs(Seen seen, long draw) {
    List<NetworkOutput> trained = twins.forward(seen.images(), draw);
    NetworkOutput outA = trained.get(0);
    NetworkOutput outB = trained.size() > 1 ? trained.get(1) : seen.teacher().orElse(outA);
    return new DualOutputs(
        outA.logits(),
        outA.features(),
        outB.logits(),
        outB.features(),
        seen.labels(),
        CounterRandom.of(settings.seed(), "objective", draw).nextLong(),
        seen.teacherMean(),
        seen.mixed(),
        seen.hiddenLabels());
  }

  private Map<String, Double> measured(Evaluation evaluation) {
    TreeMap<String, Double> values = new TreeMap<>();
    double total = evaluation.total().getFloat();
    if (!Double.isFinite(total)) {
      throw diverged(step, "the loss", "is " + total);
    }
    values.put("total", total);
    values.put("ramp", evaluation.ramp());
    evaluation.values().forEach((term, value) -> values.put(term, (double) value.getFloat()));
    values.putAll(evaluation.diagnostics());
    return values;
  }

  /**
   * A copy on the heap of all that training needs to go on from here.
   *
   * @throws DivergedException where a number in it is not finite, be it a weight, an average or an
   *     optimiser's state
   */
  public Checkpoint checkpoint() {
    Checkpoint checkpoint = twins.checkpoint(step);
    checkpoint
        .firstNotFinite()
        .ifPresent(
            found -> {
              // The loss of the next step would tell, but the last step has none.
              throw diverged(step - 1, "all that it leaves behind", found);
            });
    return checkpoint;
  }

  private static DivergedException diverged(long step, String what, String actual) {
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
    twins.close();
    manager.close();
  }
}
