package io.twinbeam.pipelines.experiment;

import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.Value;
import io.twinbeam.transforms.split.SplitSettings;
import io.twinbeam.transforms.split.SplitSettings.Part;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code split} section: who is tested and whose label maps training may see. */
final class SplitSection {

  private static final Rule<String> CASE_ID = Rule.text();
  private static final Rule<Long> COUNT = Rule.whole(1, 10_000_000);

  private SplitSection() {}

  static SplitSettings read(Section section) {
    SplitSettings settings =
        new SplitSettings(
            section.integer("seed", 1, 0, Integer.MAX_VALUE),
            part(section, "test", Part.ofShare(0.25), 99),
            part(section, "labelled", Part.ofShare(0.1), 100));
    Set<String> both = new LinkedHashSet<>(settings.test().caseIds());
    both.retainAll(settings.labelled().caseIds());
    if (!both.isEmpty()) {
      section.reject("labelled", "must name no test case, names " + both);
    }
    section.refuseUnknown();
    return settings;
  }

  private static Part part(Section section, String key, Part standard, int mostPercent) {
    if (section.value(key).filter(Value::isList).isPresent()) {
      section.requireElement(key, CASE_ID);
      List<String> caseIds = section.distinct(key, CASE_ID);
      return caseIds.isEmpty() ? standard : Part.ofCases(caseIds);
    }
    return section.get(key, standard, shareOrCount(mostPercent));
  }

  private static Rule<Part> shareOrCount(int mostPercent) {
    Rule<Double> percent = Rule.number(0.01, mostPercent);
    return new Rule<>(
        "a share from 0.01% to "
            + mostPercent
            + "%, a number of cases from 1 up, or a list of case ids",
        text -> {
          Optional<Part> part =
              text.endsWith("%")
                  ? percent.read(text.substring(0, text.length() - 1)).map(SplitSection::share)
                  : COUNT.read(text).map(count -> Part.ofCount(count.intValue()));
          return part.orElse(null);
        });
  }

  private static Part share(double percent) {
    return Part.ofShare(percent / 100);
  }
}
