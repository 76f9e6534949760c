package io.twinbeam.model.objective;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The terms of an objective and when the ramped ones set in.
 *
 * @param terms the addends, each name at most once
 * @param warmUp the share of all steps before ramped terms take part, in [0, 1)
 * @param rampLength the share of all steps over which their weight then rises to the full, in [0,
 *     1]; 0 for all at once
 */
public record ObjectiveSettings(List<TermSettings> terms, double warmUp, double rampLength) {

  public ObjectiveSettings {
    terms = List.copyOf(terms);
  }

  /** These settings with {@code term} in place of the one of its name, or added at the end. */
  public ObjectiveSettings with(TermSettings term) {
    List<TermSettings> changed = new ArrayList<>(terms);
    boolean[] replaced = {false};
    changed.replaceAll(
        old -> {
          boolean same = old.name().equals(term.name());
          replaced[0] |= same;
          return same ? term : old;
        });
    if (!replaced[0]) {
      changed.add(term);
    }
    return new ObjectiveSettings(changed, warmUp, rampLength);
  }

  /** These settings without the term of that name. */
  public ObjectiveSettings without(String name) {
    return new ObjectiveSettings(
        terms.stream().filter(term -> !term.name().equals(name)).toList(), warmUp, rampLength);
  }

  /** These settings with another schedule. */
  public ObjectiveSettings withRamp(double changedWarmUp, double changedRampLength) {
    return new ObjectiveSettings(terms, changedWarmUp, changedRampLength);
  }

  /** Whether any term with a weight above 0 reads unlabelled patches. */
  public boolean usesUnlabelled() {
    return terms.stream()
        .anyMatch(term -> term.weight() > 0 && Terms.reads(term.name(), Input.UNLABELLED));
  }

  /**
   * Everything wrong with these settings, one line each, such as {@code "terms.filtered.rho: must
   * be in (0, 1], is 3"}; empty if nothing is.
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (TermSettings term : terms) {
      term.problems().forEach(problem -> problems.add("terms." + problem));
      if (!seen.add(term.name())) {
        problems.add("terms." + term.name() + ": must be given once, is given again; keep one");
      }
    }
    if (!(warmUp >= 0 && warmUp < 1)) {
      problems.add("warmUp: must be in [0, 1), is " + Setting.shown(warmUp));
    }
    if (!(rampLength >= 0 && rampLength <= 1)) {
      problems.add("rampLength: must be in [0, 1], is " + Setting.shown(rampLength));
    }
    if (terms.stream().noneMatch(term -> term.weight() > 0 && (!term.ramped() || warmUp == 0))) {
      problems.add(
          "terms: must hold a term of weight above 0 from the first step on, all are ramped or 0; "
              + "add one that is not ramped, or set warmUp to 0");
    }
    return problems;
  }
}
