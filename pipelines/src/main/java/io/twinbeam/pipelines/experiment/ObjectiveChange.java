package io.twinbeam.pipelines.experiment;

import io.twinbeam.model.objective.ObjectiveSettings;
import io.twinbeam.model.objective.Setting;
import io.twinbeam.model.objective.TermSettings;
import io.twinbeam.model.objective.Terms;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a section changes of an objective; read once, applied to any number of objectives.
 *
 * @param warmUp replaces the objective's
 * @param rampLength replaces the objective's
 * @param terms what changes of which term
 */
record ObjectiveChange(
    Optional<Double> warmUp, Optional<Double> rampLength, Map<String, TermChange> terms) {

  private static final double MAX_WARM_UP = 0.99;
  private static final double MAX_WEIGHT = 1_000_000;

  /** What changes of one term. */
  record TermChange(
      Optional<Double> weight, Optional<Boolean> ramped, Map<String, Object> settings) {

    private TermSettings of(TermSettings before) {
      Map<String, Object> changed = new TreeMap<>(before.settings());
      changed.putAll(settings);
      return new TermSettings(
          before.name(), weight.orElse(before.weight()), ramped.orElse(before.ramped()), changed);
    }
  }

  /** Reads {@code warmUp}, {@code rampLength} and {@code terms} of {@code section}. */
  static ObjectiveChange read(Section section) {
    Optional<Double> warmUp = section.optional("warmUp", Rule.number(0, MAX_WARM_UP));
    Optional<Double> rampLength = section.optional("rampLength", Rule.number(0, 1));
    Section terms = section.section("terms");
    terms.expect(Terms.names());
    terms.refuseUnknown();
    Map<String, TermChange> changes = new LinkedHashMap<>();
    for (String name : Terms.names()) {
      if (terms.mentions(name)) {
        changes.put(name, term(terms.section(name), name));
      }
    }
    return new ObjectiveChange(warmUp, rampLength, changes);
  }

  private static TermChange term(Section section, String name) {
    Optional<Double> weight = section.optional("weight", Rule.number(0, MAX_WEIGHT));
    Optional<Boolean> ramped = section.optional("ramped", Rule.flag());
    Map<String, Object> settings = new TreeMap<>();
    for (Setting setting : Terms.settings(name)) {
      section
          .optional(setting.name(), rule(setting))
          .ifPresent(value -> settings.put(setting.name(), value));
    }
    section.refuseUnknown();
    return new TermChange(weight, ramped, settings);
  }

  private static Rule<Object> rule(Setting setting) {
    return new Rule<>(
        setting.range(),
        text -> read(setting, text).filter(v -> setting.problem(v).isEmpty()).orElse(null));
  }

  private static Optional<?> read(Setting setting, String text) {
    if (setting.standard() instanceof Boolean) {
      return Rule.flag().read(text);
    }
    return setting.standard() instanceof String ? Optional.of(text) : Rule.decimal(text);
  }

  /** {@code objective} with these changes; a term that it lacks is passed over. */
  ObjectiveSettings changePresent(ObjectiveSettings objective) {
    ObjectiveSettings changed = schedule(objective);
    for (TermSettings term : objective.terms()) {
      if (terms.containsKey(term.name())) {
        changed = changed.with(terms.get(term.name()).of(term));
      }
    }
    return changed;
  }

  /** {@code objective} with these changes; a term that it lacks is added, with weight 1. */
  ObjectiveSettings changeOrAdd(ObjectiveSettings objective) {
    ObjectiveSettings changed = changePresent(objective);
    Set<String> present = names(objective);
    for (Map.Entry<String, TermChange> term : terms.entrySet()) {
      if (!present.contains(term.getKey())) {
        changed = changed.with(term.getValue().of(TermSettings.of(term.getKey(), 1)));
      }
    }
    return changed;
  }

  static Set<String> names(ObjectiveSettings objective) {
    return objective.terms().stream().map(TermSettings::name).collect(Collectors.toSet());
  }

  private ObjectiveSettings schedule(ObjectiveSettings objective) {
    return objective.withRamp(
        warmUp.orElse(objective.warmUp()), rampLength.orElse(objective.rampLength()));
  }
}
