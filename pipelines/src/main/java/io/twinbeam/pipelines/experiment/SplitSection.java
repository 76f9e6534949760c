package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.Value;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.split.SplitSettings;
import io.twinbeam.transforms.split.SplitSettings.Part;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The {@code split} section: who is evaluated and whose label maps training may see. */
final class SplitSection {

  private static final Rule<String> CASE_ID = Rule.text();
  private static final int MOST_CASES = 10_000_000;
  private static final int MOST_FOLDS = 20;

  private SplitSection() {}

  static SplitSettings read(Section section) {
    OptionalInt folds = folds(section);
    SplitSettings settings =
        new SplitSettings(
            section.integer("seed", 1, 0, Integer.MAX_VALUE),
            part(section, "test", standardTest(folds), shareOrCount(99, 1)),
            part(section, "validation", Part.ofCount(0), shareOrCount(99, 0)),
            part(section, "labelled", Part.ofShare(0.1), shareOrCount(100, 1)),
            folds);
    refuseShared(section, settings.test(), "test", "validation", settings.validation());
    refuseShared(section, settings.test(), "test", "labelled", settings.labelled());
    refuseShared(section, settings.validation(), "validation", "labelled", settings.labelled());
    section.refuseUnknown();
    return settings;
  }

  private static OptionalInt folds(Section section) {
    Optional<Long> folds = section.optional("folds", Rule.whole(2, MOST_FOLDS));
    if (folds.isPresent() && section.has("test")) {
      section.reject(
          "folds",
          "must be left out where split.test is given, is "
              + folds.get()
              + "; each fold is the test part of its own runs, so take out one of the two");
    }
    return folds.isPresent() ? OptionalInt.of(folds.get().intValue()) : OptionalInt.empty();
  }

  private static Part standardTest(OptionalInt folds) {
    return folds.isPresent() ? Part.ofCount(0) : Part.ofShare(0.25);
  }

  /** The part that {@code evaluation.on} names; it must have cases, unless it is none. */
  static CaseRole evaluated(Section evaluation, SplitSettings split) {
    ImmutableMap<String, CaseRole> parts =
        ImmutableMap.of(
            "test", CaseRole.TEST, "validation", CaseRole.VALIDATION, "none", CaseRole.NONE);
    CaseRole evaluated = evaluation.choice("on", CaseRole.TEST, parts);
    if (evaluated == CaseRole.VALIDATION && split.validation().takesNone()) {
      evaluation.reject(
          "on",
          "must be test where split.validation keeps no cases, is validation; add split.validation,"
              + " such as validation: 20%");
    }
    return evaluated;
  }

  private static void refuseShared(
      Section section, Part earlier, String name, String key, Part later) {
    Set<String> both = new LinkedHashSet<>(earlier.caseIds());
    both.retainAll(later.caseIds());
    if (!both.isEmpty()) {
      section.reject(key, "must name no " + name + " case, names " + both);
    }
  }

  private static Part part(Section section, String key, Part standard, Rule<Part> otherwise) {
    if (section.value(key).filter(Value::isList).isPresent()) {
      section.requireElement(key, CASE_ID);
      List<String> caseIds = section.distinct(key, CASE_ID);
      return caseIds.isEmpty() ? standard : Part.ofCases(caseIds);
    }
    return section.get(key, standard, otherwise);
  }

  private static Rule<Part> shareOrCount(int mostPercent, int leastCases) {
    Rule<Double> percent = Rule.number(0.01, mostPercent);
    Rule<Long> cases = Rule.whole(leastCases, MOST_CASES);
    return new Rule<>(
        "a share from 0.01% to "
            + mostPercent
            + "%, a number of cases from "
            + leastCases
            + " up, or a list of case ids",
        text -> {
          Optional<Part> part =
              text.endsWith("%")
                  ? percent.read(text.substring(0, text.length() - 1)).map(SplitSection::share)
                  : cases.read(text).map(count -> Part.ofCount(count.intValue()));
          return part.orElse(null);
        });
  }

  private static Part share(double percent) {
    return Part.ofShare(percent / 100);
  }
}
