package io.twinbeam.pipelines.experiment;

import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.LabelClasses.ForegroundClass;
import io.twinbeam.model.volume.Connectivity;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clean-up keeps of each class. */
final class CleanUpRules {

  private static final String ALL = "true";
  private static final String NONE = "false";
  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?) ?(ml|voxels)");
  private static final Rule<Amount> AMOUNT_RULE =
      new Rule<>("0, or an amount such as 0.5ml or 20voxels", CleanUpRules::amount);

  private final List<String> names;
  private final boolean[] largestOnly;
  private final Amount[] smallest;

  /** Below which size a component goes; 0 and 0 for none. */
  private record Amount(long voxels, double ml) {

    private static final Amount NOTHING = new Amount(0, 0);
  }

  /**
   * The rules that hold where a section says nothing.
   *
   * @param classes of which {@code cleanUp} has rules
   */
  CleanUpRules(LabelClasses classes, Optional<CleanUp> cleanUp) {
    names = classes.foreground().stream().map(ForegroundClass::name).toList();
    largestOnly = new boolean[names.size()];
    smallest = new Amount[names.size()];
    Arrays.fill(smallest, Amount.NOTHING);
    for (CleanUp.Rule rule : cleanUp.map(CleanUp::rules).orElse(List.of())) {
      largestOnly[rule.classId() - 1] = rule.largestOnly();
      smallest[rule.classId() - 1] = new Amount(rule.minVoxels(), rule.minMl());
    }
  }

  /** Reads {@code keepLargest}: true, false, or the names of classes. */
  void keepLargest(Section section) {
    if (!section.has("keepLargest")) {
      return;
    }
    List<String> kept = section.distinct("keepLargest", largestRule());
    if (kept.size() > 1 && (kept.contains(ALL) || kept.contains(NONE))) {
      section.reject("keepLargest", "must not name true or false beside others, is " + kept);
    }
    for (int c = 0; c < largestOnly.length; c++) {
      largestOnly[c] = kept.contains(ALL) || kept.contains(names.get(c));
    }
  }

  private Rule<String> largestRule() {
    return new Rule<>(
        "true, false or the names of classes",
        text -> text.equals(ALL) || text.equals(NONE) || names.contains(text) ? text : null);
  }

  /** Reads {@code removeSmaller}: one amount, or one per class. */
  void removeSmaller(Section section) {
    if (section.value("removeSmaller").filter(value -> value.isMapping()).isPresent()) {
      Section byClass = section.section("removeSmaller");
      for (int c = 0; c < smallest.length; c++) {
        smallest[c] = byClass.get(names.get(c), Amount.NOTHING, AMOUNT_RULE);
      }
      byClass.refuseUnknown();
    } else if (section.has("removeSmaller")) {
      Arrays.fill(smallest, section.get("removeSmaller", Amount.NOTHING, AMOUNT_RULE));
    }
  }

  private static Amount amount(String text) {
    if (text.equals("0")) {
      return Amount.NOTHING;
    }
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String number = matcher.group(1);
    return matcher.group(2).equals("ml")
        ? new Amount(0, Double.parseDouble(number))
        : new Amount(Long.parseLong(number), 0); // Half a voxel is an error, as the caller expects.
  }

  /** One rule for each class that does not keep all; empty where every class does. */
  Optional<CleanUp> cleanUp(Connectivity connectivity) {
    List<CleanUp.Rule> rules = new ArrayList<>();
    for (int c = 0; c < smallest.length; c++) {
      if (largestOnly[c] || smallest[c].voxels() > 0 || smallest[c].ml() > 0) {
        rules.add(new CleanUp.Rule(c + 1, largestOnly[c], smallest[c].voxels(), smallest[c].ml()));
      }
    }
    return rules.isEmpty() ? Optional.empty() : Optional.of(new CleanUp(connectivity, rules));
  }
}
