package io.twinbeam.model.objective;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One addend of an objective as an experiment file states it.
 *
 * @param name a name that {@link Terms#names} lists
 * @param weight the factor on the term's value, at least 0; 0 leaves the term out
 * @param ramped whether the factor also rises with {@link Ramp}
 * @param settings the term's own settings by name, a Number, a Boolean or a String each; what is
 *     not named takes its default, see {@link Terms#settings}
 */
public record TermSettings(
    String name, double weight, boolean ramped, Map<String, Object> settings) {

  /** Copies the settings, sorted by name, with every number as a Double. */
  public TermSettings {
    Map<String, Object> sorted = new TreeMap<>();
    settings.forEach(
        (key, value) -> sorted.put(key, value instanceof Number n ? n.doubleValue() : value));
    settings = Collections.unmodifiableMap(sorted);
  }

  /** A term with the default settings, at full weight from the first step. */
  public static TermSettings of(String name, double weight) {
    return new TermSettings(name, weight, false, Map.of());
  }

  /** A term with the default settings whose weight rises with the ramp. */
  public static TermSettings ramped(String name, double weight) {
    return new TermSettings(name, weight, true, Map.of());
  }

  /** This term with one of its settings replaced. */
  public TermSettings with(String setting, Object value) {
    Map<String, Object> changed = new TreeMap<>(settings);
    changed.put(setting, value);
    return new TermSettings(name, weight, ramped, changed);
  }

  /** This term with another weight. */
  public TermSettings withWeight(double changed) {
    return new TermSettings(name, changed, ramped, settings);
  }

  /**
   * Everything wrong with these settings, one line each, such as {@code "filtered.rho: must be in
   * (0, 1], is 3"}; empty if nothing is.
   */
  public List<String> problems() {
    if (!Terms.names().contains(name)) {
      return List.of(name + ": no such term; known are " + String.join(", ", Terms.names()));
    }
    List<String> problems = new ArrayList<>();
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      problems.add(name + ".weight: must be finite and at least 0, is " + Setting.shown(weight));
    }
    List<Setting> declared = Terms.settings(name);
    settings.forEach(
        (key, value) ->
            declared.stream()
                .filter(setting -> setting.name().equals(key))
                .findFirst()
                .ifPresentOrElse(
                    setting ->
                        setting
                            .problem(value)
                            .ifPresent(text -> problems.add(name + "." + key + ": " + text)),
                    () -> problems.add(name + "." + key + ": " + unknown(declared))));
    return problems;
  }

  private static String unknown(List<Setting> declared) {
    return declared.isEmpty()
        ? "no such setting; this term has none besides weight and ramped"
        : "no such setting; known are weight, ramped, "
            + String.join(", ", declared.stream().map(Setting::name).toList());
  }

  /** The value of a number setting, or its default. */
  double number(String setting) {
    return ((Number) value(setting)).doubleValue();
  }

  /** The value of a true-or-false setting, or its default. */
  boolean flag(String setting) {
    return (Boolean) value(setting);
  }

  /** The value of a choice of words, or its default. */
  String word(String setting) {
    return (String) value(setting);
  }

  private Object value(String setting) {
    Object given = settings.get(setting);
    return given != null
        ? given
        : Objects.requireNonNull(
            Terms.settings(name).stream()
                .filter(declared -> declared.name().equals(setting))
                .map(Setting::standard)
                .findFirst()
                .orElse(null),
            setting);
  }
}
