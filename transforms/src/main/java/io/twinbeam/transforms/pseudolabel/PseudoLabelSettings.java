package io.twinbeam.transforms.pseudolabel;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.twinbeam.model.uncertainty.Acceptance;
import io.twinbeam.model.uncertainty.AlarmRules;
import io.twinbeam.model.uncertainty.FilterRule;
import io.twinbeam.model.uncertainty.Measure;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which voxels of a pseudo-label are kept, which pseudo-labels are accepted, and what is told of
 * them. What is at its default is no part of the JSON, as older files do not name it.
 *
 * @param share the share with the lowest entropy that is kept, in (0, 1], unless {@code filters}
 *     has another rule for the entropy
 * @param perClass whether the share is taken of each predicted class, so that a rare class is not
 *     lost
 * @param classes the number of classes, background included
 * @param filters further rules by measure; a voxel is kept where all of them keep it
 * @param flips the axes along which scans are mirrored for the variance, a bit per axis, the lowest
 *     for axis 0; empty without such a filter
 * @param accept which pseudo-labels are trained on; empty for all
 * @param alarms what is told; empty for the standard rules
 * @param onAlarm what an alarm does beside being told; empty for nothing
 * @param rounds how often pseudo-labels are made and trained on; empty for once and never
 */
public record PseudoLabelSettings(
    double share,
    boolean perClass,
    int classes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<Measure, FilterRule> filters,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt flips,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Acceptance> accept,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<AlarmRules> alarms,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OnAlarm> onAlarm,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Rounds> rounds) {

  public PseudoLabelSettings {
    filters =
        filters == null
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(filters));
    flips = flips == null ? OptionalInt.empty() : flips;
    onAlarm = onAlarm == null ? Optional.empty() : onAlarm;
    accept = accept == null ? Optional.empty() : accept;
    alarms = alarms == null ? Optional.empty() : alarms;
    rounds = rounds == null ? Optional.empty() : rounds;
  }

  /** What an alarm does. */
  public enum OnAlarm {
    /** Makes the command fail once everything is written. */
    FAIL
  }

  /**
   * Training on pseudo-labels.
   *
   * @param count how often a run is trained, at least 1
   * @param trainingShare the share of labelled patches that later rounds cut from pseudo-labels, 0
   *     to 1
   * @param continued whether a later round starts from the weights of the one before, in place of
   *     those that the first round started from
   */
  public record Rounds(int count, double trainingShare, boolean continued) {

    /** Trained once, on no pseudo-label. */
    public static final Rounds ONE = new Rounds(1, 0.5, false);
  }

  /** The entropy alone, with everything else at its default. */
  public static PseudoLabelSettings of(double share, boolean perClass, int classes) {
    return new PseudoLabelSettings(
        share,
        perClass,
        classes,
        null,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Every rule by its measure; the entropy has one in any case. */
  @JsonIgnore
  public SortedMap<Measure, FilterRule> rules() {
    TreeMap<Measure, FilterRule> rules = new TreeMap<>(filters);
    rules.putIfAbsent(Measure.ENTROPY, FilterRule.ofShare(share, perClass));
    return rules;
  }

  /** Whether some filter compares the networks, so that both must predict. */
  @JsonIgnore
  public boolean comparesNetworks() {
    return rules().keySet().stream().anyMatch(Measure::needsEachNetwork);
  }

  @JsonIgnore
  public Acceptance acceptance() {
    return accept.orElse(Acceptance.ALL);
  }

  @JsonIgnore
  public AlarmRules alarmRules() {
    return alarms.orElse(AlarmRules.STANDARD);
  }

  /** Whether an alarm makes the command fail. */
  @JsonIgnore
  public boolean failsOnAlarm() {
    return onAlarm.isPresent();
  }

  /** How often a run is trained. */
  @JsonIgnore
  public int roundCount() {
    return rounds.orElse(Rounds.ONE).count();
  }

  /** These settings with another share of the entropy, which then counts for all classes. */
  public PseudoLabelSettings withShare(double changed) {
    TreeMap<Measure, FilterRule> others = new TreeMap<>(filters);
    others.remove(Measure.ENTROPY);
    return new PseudoLabelSettings(
        changed, perClass, classes, others, flips, accept, alarms, onAlarm, rounds);
  }

  /** These settings with another consequence of alarms, or none. */
  public PseudoLabelSettings withOnAlarm(Optional<OnAlarm> changed) {
    return new PseudoLabelSettings(
        share, perClass, classes, filters, flips, accept, alarms, changed, rounds);
  }
}
