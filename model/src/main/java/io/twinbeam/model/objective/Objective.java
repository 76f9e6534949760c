package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weighted sum of terms that both networks minimise together, or A alone beside a teacher.
 *
 * <p>Holds no arrays: one objective serves every step of a run, on any device. What several terms
 * need (log-probabilities, entropies, masks, targets) is computed once per batch.
 */
public final class Objective {

  private record Addend(TermSettings settings, TermKind kind, Term term) {}

  private final List<Addend> addends;
  private final Partner partner;
  private final Ramp ramp;
  private final boolean usesUnlabelled;

  private Objective(List<Addend> addends, Partner partner, Ramp ramp, boolean usesUnlabelled) {
    this.addends = addends;
    this.partner = partner;
    this.ramp = ramp;
    this.usesUnlabelled = usesUnlabelled;
  }

  /** The objective of a run that trains both networks. */
  public static Objective of(ObjectiveSettings settings, long totalSteps) {
    return of(settings, Partner.TRAINED, totalSteps);
  }

  /**
   * The objective of a run.
   *
   * @param partner whether B is trained as well
   * @param totalSteps the steps of the whole run, of which warm-up and ramp are shares; at least 1
   * @throws IllegalArgumentException listing every problem of the settings
   */
  public static Objective of(ObjectiveSettings settings, Partner partner, long totalSteps) {
    List<String> problems = settings.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("objective: " + String.join("; ", problems));
    }
    if (totalSteps < 1) {
      throw new IllegalArgumentException("totalSteps must be at least 1, is " + totalSteps);
    }
    List<Addend> addends =
        settings.terms().stream().filter(term -> term.weight() > 0).map(Objective::addend).toList();
    return new Objective(
        addends, partner, Ramp.of(settings, totalSteps), settings.usesUnlabelled());
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
   * Whether a term that is active at {@code step} reads {@code input}. A teacher need not be run at
   * steps where none reads what it makes; a partner that is trained must be run at every step.
   *
   * @param step counted from 0
   */
  public boolean reads(Input input, long step) {
    double risen = ramp.at(step);
    return addends.stream()
        .anyMatch(addend -> weight(addend, risen) > 0 && addend.kind().reads().contains(input));
  }

  /** As {@link #evaluate(DualOutputs, long, boolean)}, without diagnostics. */
  public Evaluation evaluate(DualOutputs outputs, long step) {
    return evaluate(outputs, step, false);
  }

  /**
   * The value of every term whose weight is not 0 at {@code step}, and their weighted sum. Call
   * inside a gradient collector to train. Intermediate arrays are released before returning, save
   * those that backpropagation needs.
   *
   * @param step counted from 0
   * @param diagnose whether to measure {@link Diagnostics}, too: numbers that reach the heap, at
   *     the cost of a light term; for every so many steps
   * @throws IllegalArgumentException where the outputs lack what a term {@link #reads}
   */
  public Evaluation evaluate(DualOutputs outputs, long step, boolean diagnose) {
    checkPartner(outputs, step);
    NDManager owner = outputs.logitsA().getManager();
    double risen = ramp.at(step);
    LinkedHashMap<String, NDArray> values = new LinkedHashMap<>();
    try (NDManager scratch = owner.newSubManager()) {
      Batch batch = new Batch(outputs, partner, risen, scratch);
      NDArray total = null;
      for (Addend addend : addends) {
        double weight = weight(addend, risen);
        if (weight > 0) {
          NDArray value = weighted(addend, weight, batch, values);
          total = total == null ? value : total.add(value);
        }
      }
      values.values().forEach(value -> value.attach(owner));
      total.attach(owner);
      return new Evaluation(
          total, values, risen, diagnose ? Diagnostics.of(batch, filter()) : Map.of());
    }
  }

  /**
   * How hard each term pulls: {@code diagnostic.gradient.TERM.S}, the Euclidean norm of the
   * gradient of the weighted term at the logits and features of network S, for every term that is
   * active at {@code step}. Nothing reaches the networks. Call outside of a gradient collector.
   *
   * @param outputs as given to {@link #evaluate(DualOutputs, long)}
   */
  public Map<String, Double> gradientNorms(DualOutputs outputs, long step) {
    Map<String, Double> norms = new LinkedHashMap<>();
    for (Addend addend : addends) {
      if (weight(addend, ramp.at(step)) > 0) {
        Objective alone = new Objective(List.of(addend), partner, ramp, usesUnlabelled);
        TermGradients.of(alone, outputs, step)
            .forEach((side, norm) -> norms.put(gradientName(addend, side), norm));
      }
    }
    return norms;
  }

  private static String gradientName(Addend addend, String side) {
    return Diagnostics.PREFIX + "gradient." + addend.settings().name() + "." + side;
  }

  private void checkPartner(DualOutputs outputs, long step) {
    boolean needed = partner.isTrained() || reads(Input.PARTNER, step);
    if (needed && !outputs.hasPartner()) {
      throw new IllegalArgumentException(
          "step "
              + step
              + ": outputs must hold network B's own where it is trained or a term reads them, hold"
              + " A's twice; run B and give its logits and features");
    }
  }

  private static double weight(Addend addend, double risen) {
    return addend.settings().weight() * (addend.settings().ramped() ? risen : 1);
  }

  /** That of the first term that filters. */
  private Optional<ReliableFilter> filter() {
    return addends.stream()
        .filter(addend -> addend.kind().settings().containsAll(ReliableFilter.SETTINGS))
        .map(addend -> ReliableFilter.of(addend.settings()))
        .findFirst();
  }

  /** Closes at once what the term made and neither other terms nor backpropagation need. */
  private NDArray weighted(Addend addend, double weight, Batch batch, Map<String, NDArray> values) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray factor = batch.manager().full(new Shape(), (float) weight, DataType.FLOAT32);
      NDArray value = valueOf(addend, batch, values).mul(factor);
      values.values().forEach(NDScope::unregister);
      NDScope.unregister(value);
      return value;
    }
  }

  private NDArray valueOf(Addend addend, Batch batch, Map<String, NDArray> values) {
    String name = addend.settings().name();
    NDArray first = addend.term().value(batch, batch.sideA(), batch.sideB());
    if (addend.kind().trains() == Trains.BOTH) {
      values.put(name, first);
      return first;
    }
    values.put(name + ".A", first);
    if (!trainsB(addend)) {
      return first;
    }
    NDArray second = addend.term().value(batch, batch.sideB(), batch.sideA());
    values.put(name + ".B", second);
    return first.add(second);
  }

  private boolean trainsB(Addend addend) {
    return partner.isTrained() && addend.kind().trains() == Trains.EACH && addend.term().trainsB();
  }
}
