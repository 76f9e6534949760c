package io.twinbeam.transforms.split;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.transforms.CaseRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Assigns roles as a pure function of the seed and the set of case ids. */
final class Splits {

  private Splits() {}

  /**
   * The role of every case in one fold. Cases are ranked by a hash of seed and case id, so that a
   * case more or less moves few others.
   *
   * @param fold one of {@link SplitSettings#foldNumbers}
   * @param labelled whether a label map exists, per case id
   */
  static SortedMap<String, CaseRole> assign(
      SplitSettings settings, int fold, SortedMap<String, Boolean> labelled) {
    List<String> candidates = ranked(settings.seed(), labelled);
    Set<String> test =
        fold == 0
            ? take(settings.test(), candidates)
            : dealt(candidates, fold, settings.folds().getAsInt());
    candidates.removeAll(test);
    Set<String> validation = take(settings.validation(), candidates);
    candidates.removeAll(validation);
    Set<String> visible = take(settings.labelled(), candidates);
    TreeMap<String, CaseRole> roles = new TreeMap<>();
    labelled.keySet().forEach(caseId -> roles.put(caseId, CaseRole.UNLABELLED));
    test.forEach(caseId -> roles.put(caseId, CaseRole.TEST));
    validation.forEach(caseId -> roles.put(caseId, CaseRole.VALIDATION));
    visible.forEach(caseId -> roles.put(caseId, CaseRole.LABELLED));
    return roles;
  }

  /** The cases that fold {@code fold} gets when all are dealt out one by one. */
  private static Set<String> dealt(List<String> candidates, int fold, int folds) {
    Set<String> hand = new HashSet<>();
    for (int rank = fold - 1; rank < candidates.size(); rank += folds) {
      hand.add(candidates.get(rank));
    }
    return hand;
  }

  /** The ids of the cases with a label map, in the order in which they are taken. */
  static List<String> ranked(long seed, SortedMap<String, Boolean> labelled) {
    Map<String, Long> rank = new HashMap<>();
    List<String> candidates = new ArrayList<>();
    labelled.forEach(
        (caseId, hasLabel) -> {
          if (hasLabel) {
            rank.put(caseId, CounterRandom.of(seed, "split/" + caseId).nextLong());
            candidates.add(caseId);
          }
        });
    candidates.sort(Comparator.<String, Long>comparing(rank::get).thenComparing(id -> id));
    return candidates;
  }

  private static Set<String> take(SplitSettings.Part part, List<String> candidates) {
    Set<String> taken = new HashSet<>(candidates);
    if (part.caseIds().isEmpty()) {
      return new HashSet<>(candidates.subList(0, part.size(candidates.size())));
    }
    taken.retainAll(part.caseIds());
    return taken;
  }

  /** Case ids that the settings name and that are not among {@code labelled}, sorted. */
  static Set<String> unknown(SplitSettings settings, SortedMap<String, Boolean> labelled) {
    TreeSet<String> named = new TreeSet<>(settings.test().caseIds());
    named.addAll(settings.validation().caseIds());
    named.addAll(settings.labelled().caseIds());
    named.removeIf(caseId -> labelled.getOrDefault(caseId, false));
    return named;
  }
}
