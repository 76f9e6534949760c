package io.twinbeam.model.training;

import io.twinbeam.model.objective.ObjectiveSettings;
import io.twinbeam.model.objective.Partner;
import io.twinbeam.model.objective.TermSettings;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What distinguishes one method of semi-supervised training from another. {@link #named} has
 * presets to compare and to start from.
 *
 * @param objective what is minimised
 * @param partner what network B is to network A
 * @param teacher moving averages of weights
 * @param mixing how patches are pasted together; without effect where no term reads mixed patches
 */
public record Method(
    ObjectiveSettings objective, Partner partner, TeacherSettings teacher, MixingSettings mixing) {

  private static final double WARM_UP = 0.25;
  private static final double RAMP_LENGTH = 0.4;
  private static final double DECAY = 0.99;
  private static final double NOISE = 0.1;

  private static final Map<String, Method> PRESETS = presets();

  /** A method that trains two networks of their own, without averages or mixing. */
  public static Method of(ObjectiveSettings objective) {
    return new Method(objective, Partner.TRAINED, TeacherSettings.NONE, MixingSettings.PUBLISHED);
  }

  /** Every name, simplest first. */
  public static Collection<String> names() {
    return PRESETS.keySet();
  }

  /** The preset of that name. */
  public static Method named(String name) {
    Method preset = PRESETS.get(name);
    if (preset == null) {
      throw new IllegalArgumentException(
          "method '" + name + "' must be one of " + String.join(", ", names()));
    }
    return preset;
  }

  /** This method with another objective. */
  public Method with(ObjectiveSettings changed) {
    return new Method(changed, partner, teacher, mixing);
  }

  private static Map<String, Method> presets() {
    Map<String, Method> named = new LinkedHashMap<>();
    ObjectiveSettings supervised = supervised();
    named.put("supervised", of(supervised));
    named.put(
        "mean-teacher", taught(supervised.with(TermSettings.ramped("consistency", 0.1)), 1, NOISE));
    named.put(
        "ua-mt",
        taught(supervised.with(TermSettings.ramped("uncertaintyConsistency", 0.1)), 8, NOISE));
    named.put(
        "cps", of(supervised.with(TermSettings.ramped("cross", 0.1).with("klWeight", false))));
    named.put(
        "mcf",
        of(
            supervised
                .with(TermSettings.of("rectification", 0.5))
                .with(TermSettings.ramped("winner", 0.1))));
    named.put(
        "mc-net",
        new Method(
            supervised.with(TermSettings.ramped("mutual", 1)),
            Partner.SECOND_DECODER,
            TeacherSettings.NONE,
            MixingSettings.PUBLISHED));
    named.put("copy-paste", taught(supervised.with(TermSettings.ramped("mixed", 1)), 1, 0));
    named.put("released", of(released()));
    named.put("dual-uncertainty", of(dualUncertainty()));
    return Collections.unmodifiableMap(named);
  }

  private static Method taught(ObjectiveSettings objective, int passes, double noise) {
    return new Method(
        objective,
        Partner.TEACHER,
        new TeacherSettings(DECAY, passes, noise),
        MixingSettings.PUBLISHED);
  }

  /** Cross entropy and Dice on the labelled patches, for both networks. */
  private static ObjectiveSettings supervised() {
    return new ObjectiveSettings(
        List.of(TermSettings.of("crossEntropy", 1), TermSettings.of("dice", 1)),
        WARM_UP,
        RAMP_LENGTH);
  }

  /** What the code released with arXiv:2509.13084 optimises: all weights 1, no ramp. */
  private static ObjectiveSettings released() {
    return supervised()
        .with(TermSettings.of("rectification", 0.5).with("axisSoftmax", true))
        .with(TermSettings.of("cross", 1).with("direction", "a"))
        .with(TermSettings.of("cosine", 1));
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
