package io.twinbeam.transforms.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.uncertainty.AlarmRules;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.pseudolabel.PseudoLabelFacts.OfClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AlarmSearchTest {

  private static final RunName RUN = new RunName("cps", 3);
  private static final AlarmRules RULES = new AlarmRules(0.2, 0.9, 4);

  /** 80 % background, 15 % of class 1 and 5 % of class 2. */
  private static final LabelledCase EXPERT =
      new LabelledCase(0, "expert", List.of(800L, 150L, 50L), List.of(0.8, 0.15, 0.05));

  private static PseudoLabelFacts label(
      String caseId, boolean accepted, double kept, long... voxels) {
    List<OfClass> classes = new ArrayList<>();
    for (int c = 0; c < voxels.length; c++) {
      classes.add(
          new OfClass(
              c,
              voxels[c],
              Math.round(kept * voxels[c]),
              OptionalDouble.of(0),
              0,
              new TreeMap<>()));
    }
    return new PseudoLabelFacts(
        caseId,
        "cps",
        OptionalInt.empty(),
        3,
        2,
        "t",
        new TreeMap<>(),
        classes,
        0,
        kept,
        0,
        accepted,
        List.of());
  }

  private static List<PseudoLabelAlarm> search(
      List<LabelledCase> labelled, PseudoLabelFacts... labels) {
    return AlarmSearch.of(RUN, 2, RULES, List.of(labels), labelled);
  }

  @Test
  void likeTheLabelledCasesNothingIsTold() {
    assertEquals(
        List.of(),
        search(
            List.of(EXPERT),
            label("a", true, 0.5, 700, 200, 100),
            label("b", true, 0.2, 900, 80, 20)));
  }

  @Test
  void aCaseWithoutForegroundIsTold() {
    PseudoLabelAlarm alarm =
        new PseudoLabelAlarm(
            RUN,
            2,
            "noForeground",
            Optional.of("b"),
            OptionalInt.empty(),
            0,
            "above 0",
            "no foreground is predicted for b");
    PseudoLabelFacts good = label("a", true, 0.5, 700, 200, 100);
    PseudoLabelFacts empty = label("b", true, 0.5, 1000, 0, 0);
    assertEquals(List.of(alarm), search(List.of(EXPERT), empty, good));
    assertEquals(List.of(alarm), search(List.of(), empty, good), "nothing to compare with");
    LabelledCase healthy = new LabelledCase(0, "h", List.of(9L, 0L, 0L), List.of(0.9, 0.0, 0.0));
    assertEquals(List.of(), search(List.of(EXPERT, healthy), empty, good), "experts find none too");
  }

  @Test
  void aKeptFractionOutsideTheRangeIsTold() {
    List<PseudoLabelAlarm> alarms =
        search(
            List.of(EXPERT),
            label("c", true, 0.95, 700, 200, 100),
            label("a", true, 0.19, 700, 200, 100),
            label("b", true, 0.9, 700, 200, 100));
    assertEquals(
        List.of("keptFraction a 0.19", "keptFraction c 0.95"),
        alarms.stream()
            .map(one -> one.alarm() + " " + one.caseId().orElseThrow() + " " + one.value())
            .toList());
    assertEquals("0.2000 to 0.9000", alarms.get(0).expected());
  }

  @Test
  void aClassFarFromItsShareAmongLabelledCasesIsTold() {
    // Over both cases: 12.5 % of class 1, and 1 % of class 2 where 5 % is usual.
    List<PseudoLabelAlarm> alarms =
        search(
            List.of(EXPERT),
            label("a", true, 0.5, 870, 120, 10),
            label("b", true, 0.5, 860, 130, 10));
    assertEquals(1, alarms.size(), alarms.toString());
    assertEquals("classBalance", alarms.get(0).alarm());
    assertEquals(OptionalInt.of(2), alarms.get(0).classId());
    assertEquals(Optional.empty(), alarms.get(0).caseId());
    assertEquals(0.01, alarms.get(0).value(), 1e-12);
    assertEquals("0.01250 to 0.2000", alarms.get(0).expected());
  }

  @Test
  void notOneAcceptedPseudoLabelIsTold() {
    List<PseudoLabelAlarm> alarms =
        search(
            List.of(EXPERT),
            label("a", false, 0.5, 700, 200, 100),
            label("b", false, 0.5, 700, 200, 100));
    assertEquals("none of 2 pseudo-labels is accepted", alarms.get(0).message());
    assertEquals(1, alarms.size());
  }
}
