package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weighted sum of terms that both networks minimise together.
 *
 * <p>Holds no arrays: one objective serves every step of a run, on any device. What several terms
 * need (log-probabilities, entropies, masks, targets) is computed once per batch.
 */
public final class Objective {

  private record Addend(TermSettings settings, TermKind kind, Term term) {}

  private final List<Addend> addends;
  private final Ramp ramp;
  private final boolean usesUnlabelled;

  private Objective(List<Addend> addends, Ramp ramp, boolean usesUnlabelled) {
    this.addends = addends;
    this.ramp = ramp;
    this.usesUnlabelled = usesUnlabelled;
  }

  /**
   * The objective of a run.
   *
   * @param totalSteps the steps of the whole run, of which warm-up and ramp are shares; at least 1
   * @throws IllegalArgumentException listing every problem of the settings
   */
  public static Objective of(ObjectiveSettings settings, long totalSteps) {
    List<String> problems = settings.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("objective: " + String.join("; ", problems));
    }
    if (totalSteps < 1) {
      throw new IllegalArgumentException("totalSteps must be at least 1, is " + totalSteps);
    }
    List<Addend> addends =
        settings.terms().stream().filter(term -> term.weight() > 0).map(Objective::addend).toList();
    return new Objective(addends, Ramp.of(settings, totalSteps), settings.usesUnlabelled());
  }

  private static Addend addend(TermSettings settings) {
    TermKind kind = Terms.kind(settings.name());
    return new Addend(settings, kind, kind.factory().apply(settings));
  }

  /** Whether any term reads unlabelled patches; if none does, batches need not hold any. */
  public boolean usesUnlabelled() {
    return usesUnlabelled;
  }

  /**
   * The value of every term whose weight is not 0 at {@code step}, and their weighted sum. Call
   * inside a gradient collector to train. Intermediate arrays are released before returning, save
   * those that backpropagation needs.
   *
   * @param step counted from 0
   */
  public Evaluation evaluate(DualOutputs outputs, long step) {
    NDManager owner = outputs.logitsA().getManager();
    double risen = ramp.at(step);
    LinkedHashMap<String, NDArray> values = new LinkedHashMap<>();
    try (NDManager scratch = owner.newSubManager()) {
      Batch batch = new Batch(outputs, scratch);
      NDArray total = null;
      for (Addend addend : addends) {
        double weight = addend.settings().weight() * (addend.settings().ramped() ? risen : 1);
        if (weight > 0) {
          NDArray value = weighted(addend, weight, batch, values);
          total = total == null ? value : total.add(value);
        }
      }
      values.values().forEach(value -> value.attach(owner));
      total.attach(owner);
      return new Evaluation(total, values, risen);
    }
  }

  /** Closes at once what the term made and neither other terms nor backpropagation need. */
  private static NDArray weighted(
      Addend addend, double weight, Batch batch, Map<String, NDArray> values) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray factor = batch.manager().full(new Shape(), (float) weight, DataType.FLOAT32);
      NDArray value = valueOf(addend, batch, values).mul(factor);
      values.values().forEach(NDScope::unregister);
      NDScope.unregister(value);
      return value;
    }
  }

  private static NDArray valueOf(Addend addend, Batch batch, Map<String, NDArray> values) {
    String name = addend.settings().name();
    NDArray first = addend.term().value(batch, batch.sideA(), batch.sideB());
    if (addend.kind().trains() == Trains.BOTH) {
      values.put(name, first);
      return first;
    }
    NDArray second = addend.term().value(batch, batch.sideB(), batch.sideA());
    values.put(name + ".A", first);
    values.put(name + ".B", second);
    return first.add(second);
  }
}
