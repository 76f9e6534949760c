package io.twinbeam.model.objective;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named objectives to compare. Start from one and change it: {@code
 * Method.named("dual-uncertainty").with(TermSettings.ramped("cross", 0.1))}.
 */
public final class Method {

  private static final double WARM_UP = 0.25;
  private static final double RAMP_LENGTH = 0.4;

  private static final Map<String, ObjectiveSettings> PRESETS = presets();

  private Method() {}

  /** Every name, simplest first. */
  public static Collection<String> names() {
    return PRESETS.keySet();
  }

  /** The preset of that name. */
  public static ObjectiveSettings named(String name) {
    ObjectiveSettings preset = PRESETS.get(name);
    if (preset == null) {
      throw new IllegalArgumentException(
          "method '" + name + "' must be one of " + String.join(", ", names()));
    }
    return preset;
  }

  private static Map<String, ObjectiveSettings> presets() {
    Map<String, ObjectiveSettings> named = new LinkedHashMap<>();
    named.put("supervised", supervised());
    named.put("dual-uncertainty", dualUncertainty());
    return Collections.unmodifiableMap(named);
  }

  /** Cross entropy and Dice on the labelled patches, for both networks. */
  private static ObjectiveSettings supervised() {
    return new ObjectiveSettings(
        List.of(TermSettings.of("crossEntropy", 1), TermSettings.of("dice", 1)),
        WARM_UP,
        RAMP_LENGTH);
  }

  /**
   * All terms (arXiv:2509.13084). The weight u(i) = 0.5 r(i) of the unsupervised part is multiplied
   * into each term's own, so the prototype term's 0.1 stands here as 0.05.
   */
  private static ObjectiveSettings dualUncertainty() {
    return supervised()
        .with(TermSettings.of("rectification", 0.5))
        .with(TermSettings.ramped("filtered", 0.5))
        .with(TermSettings.ramped("filteredDice", 0.5))
        .with(TermSettings.ramped("cross", 0.5))
        .with(TermSettings.ramped("prototype", 0.05))
        .with(TermSettings.ramped("cosine", 0.5));
  }
}
