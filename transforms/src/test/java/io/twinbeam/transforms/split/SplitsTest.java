package io.twinbeam.transforms.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.split.SplitSettings.Part;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SplitsTest {

  private static SortedMap<String, Boolean> cases(int labelled) {
    TreeMap<String, Boolean> cases = new TreeMap<>();
    IntStream.range(0, labelled).forEach(n -> cases.put(String.format("case_%03d", n), true));
    return cases;
  }

  private static long count(Map<String, CaseRole> roles, CaseRole role) {
    return roles.values().stream().filter(role::equals).count();
  }

  @ParameterizedTest
  @CsvSource({"260,0.2,0.1,52,21", "10,0.25,0.5,3,4", "2,0.01,0.01,1,1", "1,0.5,0.5,1,0"})
  void sharesRoundButNeverToNone(int all, double test, double visible, int tests, int labelled) {
    SplitSettings settings = new SplitSettings(1, Part.ofShare(test), Part.ofShare(visible));
    SortedMap<String, CaseRole> roles = Splits.assign(settings, 0, cases(all));
    assertEquals(all, roles.size());
    assertEquals(tests, count(roles, CaseRole.TEST));
    assertEquals(labelled, count(roles, CaseRole.LABELLED));
  }

  @Test
  void countsAreTakenAsFarAsThereAreCases() {
    SplitSettings settings = new SplitSettings(1, Part.ofCount(3), Part.ofCount(100));
    SortedMap<String, CaseRole> roles = Splits.assign(settings, 0, cases(10));
    assertEquals(3, count(roles, CaseRole.TEST));
    assertEquals(7, count(roles, CaseRole.LABELLED));
    SplitSettings none = new SplitSettings(1, Part.ofCount(0), Part.ofCount(0));
    assertEquals(10, count(Splits.assign(none, 0, cases(10)), CaseRole.UNLABELLED));
  }

  @Test
  void anEmptyListTakesNoCase() {
    SplitSettings settings =
        new SplitSettings(1, Part.ofCases(List.of()), Part.ofCases(List.of("case_001")));
    SortedMap<String, CaseRole> roles = Splits.assign(settings, 0, cases(3));
    assertEquals(0, count(roles, CaseRole.TEST));
    assertEquals(CaseRole.LABELLED, roles.get("case_001"));
  }

  @Test
  void validationCasesAreTakenFromTheTrainingPartAndTestCasesStay() {
    SplitSettings without = new SplitSettings(1, Part.ofShare(0.25), Part.ofCount(3));
    SplitSettings with =
        new SplitSettings(1, Part.ofShare(0.25), Part.ofShare(0.2), Part.ofCount(3));
    SortedMap<String, CaseRole> before = Splits.assign(without, 0, cases(40));
    SortedMap<String, CaseRole> after = Splits.assign(with, 0, cases(40));
    assertEquals(0, count(before, CaseRole.VALIDATION));
    assertEquals(6, count(after, CaseRole.VALIDATION), "a fifth of the 30 that are left");
    assertEquals(3, count(after, CaseRole.LABELLED));
    before.forEach(
        (caseId, role) ->
            assertEquals(role == CaseRole.TEST, after.get(caseId) == CaseRole.TEST, caseId));
    List<String> ranked = Splits.ranked(1, cases(40));
    for (String caseId : ranked.subList(10, 16)) {
      assertEquals(CaseRole.VALIDATION, after.get(caseId), "the first after the test cases");
    }
  }

  @ParameterizedTest
  @CsvSource({"3,2,1,3,2,0", "9,2,1,5,0,0", "0,0,5,0,0,5", "1,9,2,1,4,0"})
  void countsAreTakenInTheOrderTestValidationLabelled(
      int test, int validation, int visible, int tests, int validations, int labelled) {
    SplitSettings settings =
        new SplitSettings(1, Part.ofCount(test), Part.ofCount(validation), Part.ofCount(visible));
    SortedMap<String, CaseRole> roles = Splits.assign(settings, 0, cases(5));
    assertEquals(tests, count(roles, CaseRole.TEST));
    assertEquals(validations, count(roles, CaseRole.VALIDATION));
    assertEquals(labelled, count(roles, CaseRole.LABELLED));
  }

  @Test
  void aCaseListedForValidationIsNotTrainedOnAndOneTakenForTheTestStaysThere() {
    SplitSettings settings =
        new SplitSettings(
            1,
            Part.ofCases(List.of("case_002")),
            Part.ofCases(List.of("case_001", "case_002", "typo")),
            Part.ofShare(1));
    assertEquals(
        Map.of(
            "case_000", CaseRole.LABELLED,
            "case_001", CaseRole.VALIDATION,
            "case_002", CaseRole.TEST),
        Splits.assign(settings, 0, cases(3)));
    assertEquals(Set.of("typo"), Splits.unknown(settings, cases(3)));
  }

  @Test
  void listedCasesAreTakenAndNoOthers() {
    SplitSettings settings =
        new SplitSettings(
            1, Part.ofCases(List.of("case_002")), Part.ofCases(List.of("case_000", "case_002")));
    assertEquals(
        Map.of(
            "case_000", CaseRole.LABELLED,
            "case_001", CaseRole.UNLABELLED,
            "case_002", CaseRole.TEST),
        Splits.assign(settings, 0, cases(3)));
  }

  @Test
  void casesWithoutLabelMapAreNeitherTestedNorLabelled() {
    SortedMap<String, Boolean> cases = cases(2);
    cases.put("a_bare", false);
    SplitSettings settings = new SplitSettings(1, Part.ofShare(0.5), Part.ofShare(1));
    SortedMap<String, CaseRole> roles = Splits.assign(settings, 0, cases);
    assertEquals(CaseRole.UNLABELLED, roles.get("a_bare"));
    assertEquals(1, count(roles, CaseRole.TEST));
    assertEquals(1, count(roles, CaseRole.LABELLED));
  }

  @Test
  void theSeedDecidesWhoIsTakenAndNothingElseDoes() {
    SplitSettings one = new SplitSettings(1, Part.ofShare(0.3), Part.ofShare(0.3));
    SplitSettings two = new SplitSettings(2, Part.ofShare(0.3), Part.ofShare(0.3));
    assertEquals(Splits.assign(one, 0, cases(20)), Splits.assign(one, 0, cases(20)));
    assertNotEquals(Splits.assign(one, 0, cases(20)), Splits.assign(two, 0, cases(20)));
  }

  @Test
  void oneCaseMoreMovesFewOthers() {
    SplitSettings settings = new SplitSettings(4, Part.ofCount(20), Part.ofCount(20));
    SortedMap<String, CaseRole> before = Splits.assign(settings, 0, cases(100));
    SortedMap<String, CaseRole> after = Splits.assign(settings, 0, cases(101));
    long moved =
        before.entrySet().stream()
            .filter(role -> after.get(role.getKey()) != role.getValue())
            .count();
    assertTrue(moved <= 2, moved + " cases moved");
  }

  @Test
  void namedCasesThatCannotServeAreUnknown() {
    SortedMap<String, Boolean> cases = cases(1);
    cases.put("bare", false);
    SplitSettings settings =
        new SplitSettings(
            1, Part.ofCases(List.of("typo", "case_000")), Part.ofCases(List.of("bare")));
    assertEquals(Set.of("bare", "typo"), Splits.unknown(settings, cases));
  }

  private static SplitSettings folds(int folds) {
    return new SplitSettings(
        1, Part.ofCount(0), Part.ofCount(2), Part.ofCount(3), OptionalInt.of(folds));
  }

  @ParameterizedTest
  @CsvSource({"11,2", "11,5", "20,20", "40,7"})
  void everyCaseIsTestedInOneFoldAndFoldsAreOfEqualSize(int all, int folds) {
    TreeMap<String, Integer> tested = new TreeMap<>();
    assertEquals(folds, folds(folds).foldNumbers().size());
    for (int fold : folds(folds).foldNumbers()) {
      SortedMap<String, CaseRole> roles = Splits.assign(folds(folds), fold, cases(all));
      assertEquals(all, roles.size());
      long tests = count(roles, CaseRole.TEST);
      assertTrue(tests == all / folds || tests == all / folds + 1, tests + " in fold " + fold);
      assertEquals(2, count(roles, CaseRole.VALIDATION));
      assertEquals(3, count(roles, CaseRole.LABELLED));
      roles.forEach((id, role) -> tested.merge(id, role == CaseRole.TEST ? 1 : 0, Integer::sum));
    }
    tested.forEach((caseId, times) -> assertEquals(1, times, caseId));
  }

  @Test
  void casesAreDealtByRankAndTheOthersAreTakenInTheirOrder() {
    List<String> ranked = Splits.ranked(1, cases(8));
    SortedMap<String, CaseRole> roles = Splits.assign(folds(3), 2, cases(8));
    for (int rank : new int[] {1, 4, 7}) {
      assertEquals(CaseRole.TEST, roles.get(ranked.get(rank)));
    }
    for (int rank : new int[] {0, 2}) {
      assertEquals(CaseRole.VALIDATION, roles.get(ranked.get(rank)));
    }
    for (int rank : new int[] {3, 5, 6}) {
      assertEquals(CaseRole.LABELLED, roles.get(ranked.get(rank)));
    }
  }

  @Test
  void aCaseWithoutLabelMapIsUnlabelledInEveryFold() {
    SortedMap<String, Boolean> cases = cases(6);
    cases.put("a_bare", false);
    for (int fold : folds(3).foldNumbers()) {
      assertEquals(CaseRole.UNLABELLED, Splits.assign(folds(3), fold, cases).get("a_bare"));
    }
  }

  @Test
  void withoutFoldsThereIsOneNumberAndNothingInTheJsonThatNamesRuns() {
    SplitSettings without = new SplitSettings(1, Part.ofCount(1), Part.ofCount(2));
    assertEquals(List.of(0), without.foldNumbers());
    assertFalse(CanonicalJson.write(without).contains("folds"));
    assertEquals(without, CanonicalJson.read(CanonicalJson.write(without), SplitSettings.class));
    assertEquals(folds(4), CanonicalJson.read(CanonicalJson.write(folds(4)), SplitSettings.class));
  }
}
