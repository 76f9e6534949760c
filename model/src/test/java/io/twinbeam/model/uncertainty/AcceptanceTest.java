package io.twinbeam.model.uncertainty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptanceTest {

  /** Background and two classes in ml; the median of class 1 is 12, its median distance 2. */
  private static final List<List<Double>> LABELLED =
      List.of(
          List.of(90.0, 10.0, 4.0),
          List.of(80.0, 12.0, 4.0),
          List.of(70.0, 14.0, 4.0),
          List.of(70.0, 20.0, 4.0),
          List.of(70.0, 11.0, 4.0));

  private static List<String> reasons(Acceptance acceptance, double kept, double ml, double other) {
    return acceptance.reasons(kept, List.of(80.0, ml, other), LABELLED);
  }

  @Test
  void everythingIsAcceptedUnlessARuleIsSet() {
    assertEquals(List.of(), Acceptance.ALL.reasons(0, List.of(100.0, 0.0), List.of()));
  }

  @Test
  void theKeptFractionLiesInItsRange() {
    Acceptance range = new Acceptance(0.2, 0.8, 0, 0);
    assertEquals(List.of(), reasons(range, 0.2, 0, 0));
    assertEquals(List.of(), reasons(range, 0.8, 0, 0));
    assertEquals(
        List.of("kept fraction must be from 0.2000 to 0.8000, is 0.1900"),
        reasons(range, 0.19, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({"5, 4, 0", "4.99, 4, 1", "40, 8, 0", "40.1, 8, 1", "40.1, 8.1, 2", "12, 1.9, 1"})
  void volumesLieWithinAFactorOfTheLabelledCases(double first, double second, int count) {
    assertEquals(count, reasons(new Acceptance(0, 1, 2, 0), 0.5, first, second).size());
  }

  @Test
  void volumesLieWithinRobustDeviationsOfTheMedian() {
    Acceptance three = new Acceptance(0, 1, 0, 3);
    double reach = 3 * 1.4826 * 2;
    assertEquals(List.of(), reasons(three, 0.5, 12 + reach - 0.01, 4));
    assertEquals(
        List.of("volume of class 1 must be from 3.104 to 20.90 ml, is 20.91 ml"),
        reasons(three, 0.5, 12 + reach + 0.01, 4));
    // All are alike in class 2: 5 % of the median count as one deviation.
    assertEquals(List.of(), reasons(three, 0.5, 12, 4.59));
    assertEquals(1, reasons(three, 0.5, 12, 4.61).size());
  }

  @Test
  void aClassThatMostLabelledCasesLackIsComparedWithThoseThatHaveIt() {
    Acceptance three = new Acceptance(0, 1, 0, 3);
    List<List<Double>> rare =
        List.of(List.of(9.0, 0.0), List.of(9.0, 0.0), List.of(9.0, 0.0), List.of(9.0, 4.0));
    assertEquals(List.of(), three.reasons(0.5, List.of(9.0, 4.5), rare));
    assertEquals(List.of(), three.reasons(0.5, List.of(9.0, 0.0), rare));
    assertEquals(
        List.of("volume of class 1 must be from 3.400 to 4.600 ml, is 5.000 ml"),
        three.reasons(0.5, List.of(9.0, 5.0), rare));
    List<List<Double>> none = List.of(List.of(9.0, 0.0));
    assertEquals(List.of(), three.reasons(0.5, List.of(9.0, 0.0), none));
    assertEquals(1, three.reasons(0.5, List.of(9.0, 1.0), none).size());
  }

  @Test
  void volumesAreNotComparedWithNothing() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Acceptance(0, 1, 2, 0).reasons(0.5, List.of(1.0, 1.0), List.of()));
  }

  @Test
  void sharesFarFromThoseOfLabelledCasesAreOdd() {
    AlarmRules rules = new AlarmRules(0.1, 0.9, 4);
    assertFalse(rules.isOddShare(0.4, 0.1));
    assertTrue(rules.isOddShare(0.41, 0.1));
    assertFalse(rules.isOddShare(0.025, 0.1));
    assertTrue(rules.isOddShare(0.02, 0.1));
    assertTrue(rules.isOddShare(0, 0.1));
    assertFalse(rules.isOddShare(0.5, 0), "no labelled case has the class");
    assertFalse(new AlarmRules(0, 1, 0).isOddShare(0, 0.1));
    assertTrue(rules.isOddKept(0.09));
    assertFalse(rules.isOddKept(0.9));
    assertArrayEquals(new double[] {0.75, 0.25, 0}, AlarmRules.shares(new long[] {3, 1, 0}));
    assertArrayEquals(new double[] {0, 0}, AlarmRules.shares(new long[] {0, 0}));
  }
}
