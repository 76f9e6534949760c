package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.uncertainty.AlarmRules;
import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** The alarms of the pseudo-labels of one run in one round. */
final class AlarmSearch {

  private final RunName run;
  private final int round;
  private final AlarmRules rules;
  private final List<PseudoLabelFacts> labels;
  private final List<LabelledCase> labelled;
  private final List<PseudoLabelAlarm> alarms = new ArrayList<>();

  private AlarmSearch(
      RunName run,
      int round,
      AlarmRules rules,
      List<PseudoLabelFacts> labels,
      List<LabelledCase> labelled) {
    this.run = run;
    this.round = round;
    this.rules = rules;
    this.labels = labels.stream().sorted(Comparator.comparing(PseudoLabelFacts::caseId)).toList();
    this.labelled = labelled;
  }

  /**
   * @param labels of all cases that the run was asked to label, in any order
   * @param labelled the labelled cases of the run; where there are none, nothing is compared with
   *     them
   */
  static List<PseudoLabelAlarm> of(
      RunName run,
      int round,
      AlarmRules rules,
      List<PseudoLabelFacts> labels,
      List<LabelledCase> labelled) {
    AlarmSearch search = new AlarmSearch(run, round, rules, labels, labelled);
    search.labels.forEach(search::look);
    if (!labels.isEmpty()) {
      search.lookAtClasses();
    }
    search.lookAtVerdicts();
    return search.alarms;
  }

  private void look(PseudoLabelFacts label) {
    Optional<String> caseId = Optional.of(label.caseId());
    // Where an expert has found nothing, nothing may be there to find.
    boolean expected =
        labelled.stream()
            .allMatch(one -> one.voxels().stream().skip(1).anyMatch(count -> count > 0));
    if (!label.hasForeground() && expected) {
      raise(
          PseudoLabelAlarm.NO_FOREGROUND,
          caseId,
          OptionalInt.empty(),
          0,
          "above 0",
          "no foreground is predicted for " + label.caseId());
    }
    if (rules.isOddKept(label.keptFraction())) {
      String range = range(rules.minKept(), rules.maxKept());
      raise(
          PseudoLabelAlarm.KEPT_FRACTION,
          caseId,
          OptionalInt.empty(),
          label.keptFraction(),
          range,
          String.format(
              Locale.ROOT,
              "filters keep %.4g of the voxels of %s, expected is %s",
              label.keptFraction(),
              label.caseId(),
              range));
    }
  }

  private void lookAtClasses() {
    int classes = labels.get(0).classes().size();
    double[] found = AlarmRules.shares(sums(classes, labels, c -> of -> of.voxels()[c]));
    double[] known = AlarmRules.shares(sums(classes, labelled, c -> of -> of.voxels().get(c)));
    for (int c = 1; c < classes; c++) {
      if (rules.isOddShare(found[c], known[c])) {
        String range = range(known[c] / rules.classFactor(), known[c] * rules.classFactor());
        raise(
            PseudoLabelAlarm.CLASS_BALANCE,
            Optional.empty(),
            OptionalInt.of(c),
            found[c],
            range,
            String.format(
                Locale.ROOT,
                "class %d is %.4g of all voxels, %.4g of those of the labelled cases",
                c,
                found[c],
                known[c]));
      }
    }
  }

  /** Gives, for a class, how many voxels of it there are. */
  @FunctionalInterface
  private interface Count<T> {
    ToLongFunction<T> of(int classId);
  }

  private static <T> long[] sums(int classes, List<T> all, Count<T> count) {
    return IntStream.range(0, classes)
        .mapToLong(c -> all.stream().mapToLong(count.of(c)).sum())
        .toArray();
  }

  private void lookAtVerdicts() {
    if (labels.stream().noneMatch(PseudoLabelFacts::accepted)) {
      raise(
          PseudoLabelAlarm.NONE_ACCEPTED,
          Optional.empty(),
          OptionalInt.empty(),
          0,
          "above 0",
          labels.isEmpty()
              ? "not one case could be pseudo-labelled; the failed cases say why"
              : "none of " + labels.size() + " pseudo-labels is accepted");
    }
  }

  private static String range(double low, double high) {
    return String.format(Locale.ROOT, "%.4g to %.4g", low, high);
  }

  private void raise(
      String alarm,
      Optional<String> caseId,
      OptionalInt classId,
      double value,
      String expected,
      String message) {
    alarms.add(new PseudoLabelAlarm(run, round, alarm, caseId, classId, value, expected, message));
  }
}
