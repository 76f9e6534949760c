package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.uncertainty.Acceptance;
import io.twinbeam.model.uncertainty.AlarmRules;
import io.twinbeam.model.uncertainty.FilterRule;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.YamlFile;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings.OnAlarm;
import io.twinbeam.transforms.pseudolabel.PseudoLabelSettings.Rounds;
import io.twinbeam.transforms.split.SplitSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** The {@code pseudoLabels} section: what is kept, accepted and told, and how often. */
public final class PseudoLabelSection {

  private static final int MAX_ROUNDS = 20;
  private static final int ALL_AXES = 7;
  private static final double MAX_NATS = 100;
  private static final ImmutableMap<String, Integer> AXES = ImmutableMap.of("x", 0, "y", 1, "z", 2);
  private static final ImmutableMap<String, Optional<OnAlarm>> ON_ALARM =
      ImmutableMap.of("warn", Optional.empty(), "fail", Optional.of(OnAlarm.FAIL));
  private static final ImmutableMap<String, Boolean> START =
      ImmutableMap.of("fresh", false, "continue", true);

  private final Section section;
  private final LabelClasses classes;
  private final double share;
  private final boolean perClass;

  private PseudoLabelSection(Section section, LabelClasses classes) {
    this.section = section;
    this.classes = classes;
    this.share = section.number("share", 0.5, 0.01, 1);
    this.perClass = section.flag("perClass", true);
  }

  /**
   * The settings that a file says by itself, which has a section {@code pseudoLabels} and no other.
   *
   * @param text YAML 1.2
   * @param file its name, for messages
   * @throws InvalidFileException listing every problem with its line and column
   */
  public static PseudoLabelSettings parse(String text, String file, LabelClasses classes) {
    return YamlFile.read(text, file, root -> read(root.section("pseudoLabels"), classes));
  }

  static PseudoLabelSettings read(Section section, LabelClasses classes) {
    return new PseudoLabelSection(section, classes).read();
  }

  /** Makes what does not go with the rest of {@code experiment} a problem. */
  static void refuseSenseless(Section section, Experiment experiment) {
    PseudoLabelSettings settings = experiment.pseudoLabels();
    if (settings.roundCount() > 1
        && experiment.split().labelled().equals(SplitSettings.Part.ofShare(1))
        && !experiment.data().unlabelledAllowed()) {
      section.reject(
          "rounds",
          "must be 1 where no case is unlabelled, is "
              + settings.roundCount()
              + "; lower split.labelled, or set data.unlabelled: use");
    }
    if (settings.comparesNetworks() && experiment.prediction().alone().isPresent()) {
      section.reject(
          "filters",
          "must not have disagreement or kl where one network predicts alone; take them out, or"
              + " set evaluation.networks: both");
    }
  }

  private PseudoLabelSettings read() {
    Section filters = section.section("filters");
    SortedMap<Measure, FilterRule> rules = rules(filters);
    int flips = flips(filters.section("variance"));
    filters.refuseUnknown();
    Acceptance acceptance = acceptance(section.section("accept"));
    AlarmRules alarms = alarms(section.section("alarms"));
    Rounds rounds =
        new Rounds(
            section.integer("rounds", 1, 1, MAX_ROUNDS),
            section.number("trainingShare", Rounds.ONE.trainingShare(), 0, 0.95),
            section.choice("start", false, START));
    PseudoLabelSettings settings =
        new PseudoLabelSettings(
            share,
            perClass,
            classes.count(),
            rules,
            rules.containsKey(Measure.VARIANCE) ? OptionalInt.of(flips) : OptionalInt.empty(),
            Optional.of(acceptance).filter(rule -> !rule.equals(Acceptance.ALL)),
            Optional.of(alarms).filter(rule -> !rule.equals(AlarmRules.STANDARD)),
            section.choice("onAlarm", Optional.empty(), ON_ALARM),
            Optional.of(rounds).filter(of -> of.count() > 1));
    section.refuseUnknown();
    return settings;
  }

  private SortedMap<Measure, FilterRule> rules(Section filters) {
    TreeMap<Measure, FilterRule> rules = new TreeMap<>();
    Section ofEntropy = filters.section(Measure.ENTROPY.id());
    FilterRule entropy = rule(ofEntropy, OptionalDouble.of(share));
    ofEntropy.refuseUnknown();
    if (!entropy.equals(FilterRule.ofShare(share, perClass))) {
      rules.put(Measure.ENTROPY, entropy);
    }
    if (filters.flag("disagreement", false)) {
      rules.put(Measure.DISAGREEMENT, FilterRule.ofThreshold(0));
    }
    for (Measure measure : List.of(Measure.KL, Measure.VARIANCE)) {
      Section own = filters.section(measure.id());
      double kept = own.number("share", 1, 0.01, 1);
      FilterRule rule = rule(own, OptionalDouble.of(kept));
      own.expect(measure == Measure.VARIANCE ? List.of("flips") : List.of());
      own.refuseUnknown();
      if (!rule.equals(FilterRule.ofShare(1, perClass))) {
        rules.put(measure, rule);
      }
    }
    return rules;
  }

  private FilterRule rule(Section own, OptionalDouble kept) {
    Optional<Double> threshold = own.optional("threshold", Rule.number(0, MAX_NATS));
    return new FilterRule(
        threshold.isPresent() ? OptionalDouble.of(threshold.get()) : OptionalDouble.empty(),
        threshold.isPresent() ? OptionalDouble.empty() : kept,
        perClass,
        byClass(own.section("thresholds"), Rule.number(0, MAX_NATS)),
        byClass(own.section("shares"), Rule.number(0.01, 1)));
  }

  private SortedMap<Integer, Double> byClass(Section named, Rule<Double> rule) {
    TreeMap<Integer, Double> values = new TreeMap<>();
    for (Map.Entry<Integer, String> one : names().entrySet()) {
      named.optional(one.getValue(), rule).ifPresent(value -> values.put(one.getKey(), value));
    }
    named.refuseUnknown();
    return values;
  }

  private SortedMap<Integer, String> names() {
    TreeMap<Integer, String> names = new TreeMap<>(Map.of(0, "background"));
    classes.foreground().forEach(of -> names.put(names.size(), of.name()));
    return names;
  }

  private static int flips(Section variance) {
    int flips = 0;
    for (int axis : variance.distinct("flips", Rule.oneOf(AXES))) {
      flips |= 1 << axis;
    }
    return flips == 0 ? ALL_AXES : flips;
  }

  private static Acceptance acceptance(Section section) {
    List<Double> kept = range(section, Acceptance.ALL.minKept(), Acceptance.ALL.maxKept());
    double factor = section.number("volumeFactor", 0, 0, 1000);
    if (factor > 0 && factor < 1) {
      section.reject("volumeFactor", "must be 0 or at least 1, is " + factor);
    }
    Acceptance acceptance =
        new Acceptance(
            kept.get(0), kept.get(1), factor, section.number("volumeDeviations", 0, 0, 1000));
    section.refuseUnknown();
    return acceptance;
  }

  private static AlarmRules alarms(Section section) {
    List<Double> kept =
        range(section, AlarmRules.STANDARD.minKept(), AlarmRules.STANDARD.maxKept());
    double factor = section.number("classFactor", AlarmRules.STANDARD.classFactor(), 0, 1e6);
    if (factor > 0 && factor <= 1) {
      section.reject("classFactor", "must be 0 or above 1, is " + factor);
    }
    AlarmRules rules = new AlarmRules(kept.get(0), kept.get(1), factor);
    section.refuseUnknown();
    return rules;
  }

  /** Both ends of {@code keptFraction}. */
  private static List<Double> range(Section section, double low, double high) {
    List<Double> standard = List.of(low, high);
    List<Double> given = section.numbers("keptFraction", 2, 0, 1).orElse(standard);
    if (given.get(0) > given.get(1)) {
      section.reject("keptFraction", "must rise from its first number to its second, is " + given);
      return standard;
    }
    return given;
  }
}
